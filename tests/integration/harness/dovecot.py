# SPDX-License-Identifier: MIT
"""A private Dovecot in the foreground; the configuration is the test's."""
import subprocess
from pathlib import Path

from .process import Process
from .tools import find, free_port

_COMMON = """\
base_dir = {root}/run
state_dir = {root}/state
instance_name = {name}
log_path = {root}/log
info_log_path = {root}/log
debug_log_path = {root}/log
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_login_user = dovenull
default_internal_user = dovecot
first_valid_uid = 1
"""


class Dovecot:
    """`configuration` follows the lines above; {root} {imap} {pop3} {sieve} {lmtp} in it are replaced (free ports)."""

    def __init__(self, folder: Path, configuration: str, name: str = "dc", start: bool = True):
        self.root = folder / name
        self.base = self.root / "run"
        for path in (self.root, self.base, self.root / "state"):
            path.mkdir(parents=True, exist_ok=True)
            path.chmod(0o755)
        self.config = self.root / "dovecot.conf"
        self.ports = {key: free_port() for key in ("imap", "pop3", "sieve", "lmtp")}
        self.process: Process | None = None
        self.write_config(_COMMON.format(root=self.root, name=name) + configuration)
        if start:
            self.start()

    def write_config(self, text: str) -> None:
        for key, value in {"root": self.root, **self.ports}.items():
            text = text.replace("{" + key + "}", str(value))
        self.config.write_text(text)

    def start(self) -> "Dovecot":
        self.process = Process("dovecot", [find("dovecot"), "-F", "-c", str(self.config)], self.root)
        self.process.wait_for(lambda: "starting up" in self.log(), "start of dovecot")
        return self

    def log(self) -> str:
        path = self.root / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def stop(self) -> None:
        if self.process:
            self.process.stop()

    def doveadm(self, *arguments: str, check: bool = False) -> subprocess.CompletedProcess:
        return subprocess.run([find("doveadm"), "-c", str(self.config), *arguments], capture_output=True, text=True,
                              check=check, stdin=subprocess.DEVNULL)
