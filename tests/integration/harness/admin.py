# SPDX-License-Identifier: MIT
"""HTTP over a daemon's admin socket."""
import http.client
import socket


class UnixHttp(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=20)
        self._path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(20)
        self.sock.connect(self._path)


def ask_admin(path, method: str, target: str, headers: dict | None = None) -> tuple[http.client.HTTPResponse, str]:
    """The reply and its text."""
    connection = UnixHttp(path)
    connection.request(method, target, headers=headers or {})
    reply = connection.getresponse()
    text = reply.read().decode()
    connection.close()
    return reply, text
