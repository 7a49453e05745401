# SPDX-License-Identifier: MIT
"""Our daemons started as systemd starts them: with listening sockets that outlive them."""
import os
import socket
from pathlib import Path

from .process import NotifySocket, Process
from .tools import program


def listening(path) -> socket.socket:
    """A listening unix socket that anybody may use."""
    sock = socket.socket(socket.AF_UNIX)
    sock.bind(str(path))
    os.chmod(path, 0o666)
    sock.listen(1024)
    return sock


def activated(sandbox, name: str, config, sockets: dict, label: str = "activated", env: dict | None = None) -> Process:
    """`sockets`: name (FileDescriptorName=) -> listening socket. Waits for READY=1."""
    notify = NotifySocket(sandbox / f"{label}.notify")
    descriptors = [sock.fileno() for sock in sockets.values()]
    process = sandbox._keep(Process(
        label, ["/usr/bin/python3", str(Path(__file__).parent / "activate.py"), *map(str, descriptors), "--",
                program(name), "-c", str(config)], sandbox.path,
        {"NOTIFY_SOCKET": str(notify.path), "LISTEN_FDNAMES": ":".join(sockets), **(env or {})},
        pass_fds=descriptors))
    process.notify = notify
    process.wait_for(lambda: notify.says("READY=1"), "READY=1")
    return process
