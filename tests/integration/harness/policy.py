# SPDX-License-Identifier: MIT
"""A client of Postfix's policy delegation protocol, as smtpd is one."""
import socket

REQUEST = {
    "request": "smtpd_access_policy", "protocol_state": "RCPT", "protocol_name": "ESMTP", "helo_name": "a.test",
    "queue_id": "", "sender": "s@a.test", "recipient": "r@b.test", "recipient_count": "0",
    "client_address": "192.0.2.10", "client_name": "mail.a.test", "reverse_client_name": "mail.a.test",
    "instance": "1.2.3.0", "sasl_method": "", "sasl_username": "", "sasl_sender": "", "size": "0",
    "ccert_subject": "", "ccert_issuer": "", "ccert_fingerprint": "", "etrn_domain": "", "stress": "",
}


class PolicyClient:
    def __init__(self, endpoint, timeout: float = 10.0):
        """endpoint: a unix path, or a port on 127.0.0.1."""
        inet = isinstance(endpoint, int)
        self._socket = socket.socket(socket.AF_INET if inet else socket.AF_UNIX)
        self._socket.settimeout(timeout)
        self._socket.connect(("127.0.0.1", endpoint) if inet else str(endpoint))
        self._buffer = b""

    def __enter__(self) -> "PolicyClient":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        self._socket.close()

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def half_close(self) -> None:
        self._socket.shutdown(socket.SHUT_WR)

    def reply(self) -> str | None:
        """The action of the next reply; None where the server closed instead."""
        while b"\n\n" not in self._buffer:
            data = self._socket.recv(65536)
            if not data:
                return None
            self._buffer += data
        reply, self._buffer = self._buffer.split(b"\n\n", 1)
        assert reply.startswith(b"action="), reply
        return reply[7:].decode()

    def ask(self, **attributes) -> str | None:
        """Sends Postfix's attributes with these changes (None leaves one out) and returns the action."""
        self.send(encode(**attributes))
        return self.reply()


def encode(**attributes) -> bytes:
    lines = {**REQUEST, **{name: value for name, value in attributes.items()}}
    return "".join(f"{name}={value}\n" for name, value in lines.items() if value is not None).encode() + b"\n"
