# SPDX-License-Identifier: MIT
"""A Debian 12 machine of the test's own: a debootstrapped tree with systemd as PID 1, by systemd-nspawn.

The base tree is made once (build/packages/base) and copied for each machine; the machine has no network but its own
loopback, and nothing outside its tree is written.
"""
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
WORK = Path(os.environ.get("DOVETAIL_PACKAGES", TOP / "build/packages"))

# What our packages depend on and what stands beside them; installed with the base, as the machine has no network.
BASE_PACKAGES = ("systemd systemd-sysv dbus python3 sqlite3 procps curl mariadb-server-core mariadb-client-core "
                 "postfix postfix-sqlite postfix-mysql postgrey dovecot-core dovecot-imapd dovecot-pop3d dovecot-lmtpd "
                 "dovecot-sqlite "
                 "libevent-core-2.1-7 libevent-extra-2.1-7 libevent-openssl-2.1-7 libssl3 libsqlite3-0 libmariadb3 "
                 "libfmt9 libpcre2-8-0 libsodium23 libcrypt1 adduser init-system-helpers")


def missing_tool() -> str | None:
    for name in ("mmdebstrap", "systemd-nspawn", "nsenter"):
        if shutil.which(name) is None:
            return name
    return None


def base_tree() -> Path:
    """The tree with systemd, Postfix and Dovecot; made at the first call (half a minute)."""
    base = WORK / "base"
    complete = WORK / "base.packages"  # not in the tree: nothing of ours is
    if not complete.exists() or complete.read_text() != BASE_PACKAGES:
        complete.unlink(missing_ok=True)
        shutil.rmtree(base, ignore_errors=True)
        base.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["mmdebstrap", "--quiet", "--variant=minbase", f"--include={','.join(BASE_PACKAGES.split())}",
                        "bookworm", str(base)], check=True)
        complete.write_text(BASE_PACKAGES)
    return base


class Machine:
    def __init__(self, name: str):
        self.tree = WORK / name
        shutil.rmtree(self.tree, ignore_errors=True)
        subprocess.run(["cp", "-a", "--reflink=auto", str(base_tree()), str(self.tree)], check=True)
        self._nspawn: subprocess.Popen | None = None
        self.leader = 0

    def boot(self) -> "Machine":
        self._console = open(WORK / f"{self.tree.name}.console", "wb")
        self._nspawn = subprocess.Popen(
            ["systemd-nspawn", "--quiet", "-D", str(self.tree), "--register=no", "--keep-unit", "--boot",
             "--private-network", "--console=pipe"], stdin=subprocess.DEVNULL, stdout=self._console,
            stderr=subprocess.STDOUT)
        end = time.monotonic() + 240  # half a second on an idle machine
        while time.monotonic() < end:
            self.leader = self._find_leader()
            if self.leader and self._is_up():
                return self
            time.sleep(0.2)
        raise TimeoutError("the machine did not boot: " + (WORK / f"{self.tree.name}.console").read_text())

    def reboot(self) -> None:
        self._power_off()
        self.boot()

    def _is_up(self) -> bool:
        """Asked while PID 1 is still starting, systemctl may never get its answer: it is given little time."""
        try:
            asked = subprocess.run(["nsenter", "-t", str(self.leader), "-a", "systemctl", "is-system-running"],
                                   stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=3)
        except subprocess.TimeoutExpired:
            return False
        return asked.stdout.strip() in ("running", "degraded")

    def _find_leader(self) -> int:
        children = Path(f"/proc/{self._nspawn.pid}/task/{self._nspawn.pid}/children").read_text().split()
        for pid in map(int, children):
            try:
                if Path(f"/proc/{pid}/comm").read_text().strip() == "systemd":
                    return pid
            except FileNotFoundError:
                pass
        return 0

    def run(self, command: str, check: bool = True, stdin: str = "") -> str:
        """A shell command inside, as root; its output (both streams)."""
        outcome = subprocess.run(["nsenter", "-t", str(self.leader), "-a", "/bin/sh", "-c", command], input=stdin,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if check and outcome.returncode != 0:
            raise AssertionError(f"{command}: exit status {outcome.returncode}\n{outcome.stdout}")
        return outcome.stdout

    def status(self, command: str) -> int:
        return subprocess.run(["nsenter", "-t", str(self.leader), "-a", "/bin/sh", "-c", command],
                              stdin=subprocess.DEVNULL, capture_output=True).returncode

    def write(self, path: str, text: str, mode: int = 0o644) -> None:
        target = self.tree / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        target.chmod(mode)

    def read(self, path: str) -> str:
        return (self.tree / path.lstrip("/")).read_text(errors="replace")

    def main_pid(self, unit: str) -> int:
        """The main process of a service, by its number inside the machine."""
        return int(self.run(f"systemctl show -P MainPID {unit}"))

    def journal(self, unit: str) -> str:
        return self.run(f"journalctl -q --no-pager -o cat -u {unit}", check=False)

    def _power_off(self) -> None:
        if self._nspawn and self._nspawn.poll() is None:
            self.run("systemctl poweroff", check=False)
            try:
                self._nspawn.wait(60)
            except subprocess.TimeoutExpired:
                self._nspawn.send_signal(signal.SIGKILL)
                self._nspawn.wait(10)
            self._console.close()

    def close(self) -> None:
        self._power_off()
        if os.environ.get("DOVETAIL_KEEP") != "1":
            shutil.rmtree(self.tree, ignore_errors=True)
