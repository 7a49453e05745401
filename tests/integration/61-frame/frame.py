# SPDX-License-Identifier: MIT
"""What the frame's tests share: a configuration for dovetail-echod and a peer that talks to it."""
import socket
from pathlib import Path

from harness.admin import ask_admin

CONFIG = """\
base_dir = {root}/run
log_path = /dev/stderr
admin_socket = {root}/run/echod.admin
default_internal_user = 65534
greeting = {greeting}
patience = {patience}
shutdown_timeout = {shutdown}
service auth {{
  unix_listener echo {{
    mode = 0666
    type = echo
  }}
  {extra}
}}
"""


def write_config(sandbox, greeting="hello", patience="60 s", shutdown="10 s", extra="", name="dovetail.conf", more=""):
    sandbox.folder("run", 0o755)
    return sandbox.write(name, CONFIG.format(root=sandbox.path, greeting=greeting, patience=patience,
                                             shutdown=shutdown, extra=extra) + more)


class Peer:
    def __init__(self, address):
        address = str(address) if isinstance(address, Path) else address
        self.socket = socket.socket(socket.AF_UNIX if isinstance(address, str) else socket.AF_INET)
        self.socket.settimeout(20)
        self.socket.connect(address)
        self.file = self.socket.makefile("rb")

    def send(self, text: str) -> None:
        self.socket.sendall(text.encode())

    def line(self) -> str:
        """The next line without its LF; "" at the end."""
        return self.file.readline().decode().removesuffix("\n")

    def ask(self, text: str) -> str:
        self.send(text + "\n")
        return self.line()

    def close(self) -> None:
        self.file.close()
        self.socket.close()


def admin(path, method: str, target: str, headers: dict | None = None) -> tuple[int, str]:
    reply, text = ask_admin(path, method, target, headers)
    return reply.status, text


def status_of(pid: int) -> dict:
    """/proc/PID/status as a dictionary."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}
