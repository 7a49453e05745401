# SPDX-License-Identifier: MIT
"""What the tests of authd share: its configuration, a client of the auth sockets."""
import base64
import socket
from pathlib import Path

MAIL_UID = 65534

USERS = """\
alice@ex.test:{{PLAIN}}alicepw:{uid}:{uid}::{mail}/alice::userdb_quota_rule=*:bytes=10M
bob@ex.test:{{SHA512-CRYPT}}$6$WCCSrJrRBK0hFMVz$Vh3r0xpZOlnh9y.Bd9l8nJF3XqVx0RQnYzfAp1Qoe5cxPm5zetYVL.IzvIi09TNqxDIdATQk7c5xkrdbu59RQ0:{uid}:{uid}::{mail}/bob::
carol@ex.test:{{PLAIN}}carolpw:{uid}:{uid}::{mail}/carol::userdb_quota_rule=*:bytes=1000
nolog@ex.test:{{PLAIN}}x:{uid}:{uid}::{mail}/nolog::nologin reason=Account_closed
nets@ex.test:{{PLAIN}}x:{uid}:{uid}::{mail}/nets::allow_nets=192.0.2.0/24
"""


def users(mail) -> str:
    return USERS.format(uid=MAIL_UID, mail=mail)


def write_config(sandbox, extra: str = "", databases: str | None = None, name: str = "dovetail.conf") -> Path:
    """A configuration with the four kinds of sockets in run/ and a passwd-file."""
    run = sandbox.folder("run", 0o755)
    mail = sandbox.folder("mail", owner=(MAIL_UID, MAIL_UID))
    file = sandbox.write("users", users(mail))
    listeners = "".join(f"  unix_listener {run}/{kind} {{\n    mode = 0666\n    type = {kind}\n  }}\n"
                        for kind in ("auth", "login", "master", "userdb"))
    default = (f"passdb {{\n  driver = passwd-file\n  args = {file}\n}}\n"
               f"userdb {{\n  driver = passwd-file\n  args = {file}\n}}\n")
    return sandbox.write(name, f"""\
base_dir = {run}
log_path = {sandbox / 'authd.log'}
default_internal_user = {MAIL_UID}
default_internal_group = {MAIL_UID}
admin_socket = {run}/authd.admin
service auth {{
{listeners}}}
{databases if databases is not None else default}
{extra}
""")


def plain(user: str, password: str, authorize_as: str = "") -> str:
    return base64.b64encode(f"{authorize_as}\0{user}\0{password}".encode()).decode()


class AuthClient:
    """Lines over an auth socket; `hello` holds the server's first ones."""

    def __init__(self, path, kind: str = "client", pid: int = 7, minor: int = 2, timeout: float = 15.0):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(str(path))  # blocking: with a time limit a full queue is EAGAIN at once
        self.socket.settimeout(timeout)
        self._buffer = b""
        self.hello = []
        last = "DONE" if kind == "client" else "SPID"
        while not self.hello or not self.hello[-1].startswith(last):
            self.hello.append(self.line())
        self.send(f"VERSION\t1\t{minor}" + (f"\nCPID\t{pid}" if kind == "client" else ""))

    def __enter__(self) -> "AuthClient":
        return self

    def __exit__(self, *_) -> None:
        self.socket.close()

    def send(self, text: str) -> None:
        self.socket.sendall((text + "\n").encode())

    def line(self) -> str | None:
        """The next line; None at the end of the connection."""
        while b"\n" not in self._buffer:
            data = self.socket.recv(65536)
            if not data:
                return None
            self._buffer += data
        line, self._buffer = self._buffer.split(b"\n", 1)
        return line.decode(errors="replace")

    def ask(self, text: str) -> str | None:
        self.send(text)
        return self.line()

    def cookie(self) -> str:
        return next(line.split("\t")[1] for line in self.hello if line.startswith("COOKIE"))
