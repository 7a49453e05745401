# SPDX-License-Identifier: MIT
"""A private Postfix: own configuration, queue and data folders, one smtpd on a port of its own."""
import os
import pwd
import re
import signal
import subprocess
from pathlib import Path

from .tools import answers, find, free_port, wait_until

_MASTER = """\
127.0.0.1:{port} inet n - {jail} - - smtpd
pickup    unix n - n 60 1 pickup
cleanup   unix n - {jail} - 0 cleanup
qmgr      unix n - {jail} 300 1 qmgr
tlsmgr    unix - - n 1000? 1 tlsmgr
rewrite   unix - - {jail} - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
verify    unix - - n - 1 verify
flush     unix n - n 1000? 0 flush
proxymap  unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp      unix - - {jail} - - smtp
relay     unix - - n - - smtp
showq     unix n - n - - showq
error     unix - - n - - error
retry     unix - - n - - error
discard   unix - - n - - discard
local     unix - n n - - local
virtual   unix - n n - - virtual
lmtp      unix - - n - - lmtp
anvil     unix - - n - 1 anvil
scache    unix - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
"""


class Postfix:
    """main: parameters that replace or add to the defaults below; master: lines appended to master.cf; replace: lines
    that stand there instead of those of the same services; chroot: the services that are chrooted on Debian are so here.

    The queue folder exists before start(), so that daemons can put their sockets into its private/ first.
    """

    def __init__(self, folder: Path, main: dict, master: str = "", name: str = "pf", chroot: bool = False,
                 start: bool = True, replace: str = ""):
        self.root = folder / name
        self.config = self.root / "etc"
        self.queue = self.root / "spool"
        self.private = self.queue / "private"
        self.log_path = self.root / "maillog"
        self.port = free_port()
        self._main = main
        lines = {line.split()[0]: line for line in _MASTER.format(port=self.port, jail="y" if chroot else "n").splitlines()}
        lines |= {line.split()[0]: line for line in replace.splitlines()}
        self._master = "\n".join(lines.values()) + "\n" + master
        self._lay_out()
        if start:
            self.start()

    def _lay_out(self) -> None:
        owner = pwd.getpwnam("postfix")
        for path in (self.root, self.config, self.queue):
            path.mkdir(parents=True, exist_ok=True)
            os.chmod(path, 0o755)
        data = self.root / "data"
        data.mkdir(exist_ok=True)
        os.chown(data, owner.pw_uid, owner.pw_gid)
        self.write_config()
        (self.config / "master.cf").write_text(self._master)
        self._run("check")  # creates the queue's folders with the right owners

    def write_config(self, **changes) -> None:
        """Writes main.cf anew, with these changes; follow it with reload()."""
        self._main.update(changes)
        defaults = {
            "compatibility_level": "3.6", "queue_directory": self.queue, "data_directory": self.root / "data",
            "maillog_file": self.log_path, "maillog_file_prefixes": self.root, "myhostname": "mx.example.test",
            "mydestination": "", "local_recipient_maps": "", "inet_interfaces": "127.0.0.1",
            "inet_protocols": "ipv4", "mynetworks": "127.0.0.2/32", "alias_maps": "", "alias_database": "",
            "smtpd_peername_lookup": "no", "disable_dns_lookups": "yes", "smtp_dns_support_level": "disabled",
            "smtpd_authorized_xclient_hosts": "127.0.0.1", "biff": "no", "default_process_limit": "60",
            "maximal_backoff_time": "10s", "minimal_backoff_time": "2s", "queue_run_delay": "2s",
            "smtpd_client_connection_rate_limit": "0", "smtpd_client_connection_count_limit": "0",
            "multi_instance_enable": "no", "notify_classes": "",
        }
        parameters = {**defaults, **self._main}
        text = "".join(f"{key} = {value}\n" for key, value in parameters.items())
        (self.config / "main.cf").write_text(text)

    def _run(self, command: str, check: bool = True) -> subprocess.CompletedProcess:
        """postfix(1), never cut in the middle: a master that is half started would outlive us."""
        argv = [find("postfix"), "-c", str(self.config), command]
        child = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 text=True, start_new_session=True)
        try:
            out, err = child.communicate()
        except KeyboardInterrupt:
            child.communicate()
            raise
        if check and child.returncode != 0:
            raise AssertionError(f"postfix {command}: {err}{out}")
        return subprocess.CompletedProcess(argv, child.returncode, out, err)

    def start(self) -> "Postfix":
        outcome = self._run("start", check=False)
        if outcome.returncode != 0:
            raise AssertionError(f"postfix did not start: {outcome.stderr}\n{self.log()}")
        wait_until(lambda: answers(("127.0.0.1", self.port)), 20, f"smtpd on port {self.port}")
        return self

    def reload(self) -> None:
        self._run("reload")

    def pid(self) -> int:
        return int((self.queue / "pid/master.pid").read_text())

    def stop(self) -> None:
        try:
            pid = self.pid()
        except (FileNotFoundError, ValueError):
            return
        self._run("stop", check=False)
        try:
            wait_until(lambda: not Path(f"/proc/{pid}").exists(), 20, "end of postfix")
        except TimeoutError:
            os.kill(pid, signal.SIGKILL)

    def log(self) -> str:
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def wait_for_log(self, pattern: str, seconds: float = 30.0) -> re.Match:
        """The first match of a regular expression in the mail log."""
        try:
            return wait_until(lambda: re.search(pattern, self.log()), seconds, f"{pattern!r} in the mail log")
        except TimeoutError as problem:
            raise TimeoutError(f"{problem}\n{self.log()[-6000:]}") from None

    def warnings(self) -> list[str]:
        """Lines in which Postfix complains about a peer or its configuration."""
        return [line for line in self.log().splitlines() if re.search(r" (warning|error|fatal|panic): ", line)]

    def flush(self) -> None:
        subprocess.run([find("postqueue"), "-c", str(self.config), "-f"], check=False, capture_output=True)

    def queue_files(self) -> list[Path]:
        folders = ("incoming", "active", "deferred", "hold", "maildrop")
        return [p for name in folders for p in (self.queue / name).rglob("*") if p.is_file()]

    def wait_empty(self, seconds: float = 60.0) -> None:
        """Until no message is left in the queue."""
        def drained() -> bool:
            if not self.queue_files():
                return True
            self.flush()
            return False
        wait_until(drained, seconds, "empty queue", 0.3)

    def postmap(self, table: str, key: str) -> tuple[int, str]:
        """`postmap -q KEY TABLE`, run where Postfix daemons run: in the queue folder. Status and output."""
        outcome = subprocess.run([find("postmap"), "-c", str(self.config), "-q", key, table], cwd=self.queue,
                                 capture_output=True, text=True)
        return outcome.returncode, outcome.stdout.rstrip("\n")
