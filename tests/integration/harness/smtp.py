# SPDX-License-Identifier: MIT
"""An SMTP client that shows every reply and never raises for one, unlike smtplib's."""
import base64
import socket
import ssl
from dataclasses import dataclass


@dataclass
class Reply:
    code: int
    text: str

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class SmtpClient:
    def __init__(self, port: int | None = None, path: str | None = None, timeout: float = 60.0):
        family = socket.AF_UNIX if path else socket.AF_INET
        self._socket = socket.socket(family)
        self._socket.settimeout(timeout)
        self._socket.connect(path if path else ("127.0.0.1", port))
        self._file = self._socket.makefile("rb")
        self.greeting = self.reply()

    def __enter__(self) -> "SmtpClient":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()
        self._socket.close()

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def reply(self) -> Reply:
        """The next reply; code 0 where the server closed instead."""
        lines = []
        while True:
            line = self._file.readline().decode("utf-8", "replace").rstrip("\r\n")
            if not line:
                return Reply(0, "connection closed")
            lines.append(line[4:])
            if line[3:4] != "-":
                return Reply(int(line[:3]), "\n".join(lines))

    def command(self, line: str) -> Reply:
        self.send(line.encode() + b"\r\n")
        return self.reply()

    def ehlo(self, name: str = "client.example.net") -> Reply:
        return self.command(f"EHLO {name}")

    def starttls(self, context: ssl.SSLContext | None = None) -> Reply:
        """`context`: for a certificate of the client's own; without it nothing is shown or checked."""
        reply = self.command("STARTTLS")
        if reply.code == 220:
            if context is None:
                context = ssl.create_default_context()
                context.check_hostname = False
                context.verify_mode = ssl.CERT_NONE
            self._socket = context.wrap_socket(self._socket)
            self._file = self._socket.makefile("rb")
        return reply

    def xclient(self, **attributes: str) -> Reply:
        """Postfix's way to play another client; the session starts anew."""
        return self.command("XCLIENT " + " ".join(f"{k.upper()}={v}" for k, v in attributes.items()))

    def auth_plain(self, user: str, password: str) -> Reply:
        return self.command("AUTH PLAIN " + base64.b64encode(f"\0{user}\0{password}".encode()).decode())

    def auth_login(self, user: str, password: str) -> Reply:
        reply = self.command("AUTH LOGIN")
        for answer in (user, password):
            if reply.code != 334:
                return reply
            reply = self.command(base64.b64encode(answer.encode()).decode())
        return reply

    def data(self, message: str | bytes) -> Reply:
        """DATA with the message (any line ends, dots are stuffed)."""
        reply = self.command("DATA")
        if reply.code != 354:
            return reply
        return self.body(message)

    def body(self, message: str | bytes) -> Reply:
        raw = message.encode() if isinstance(message, str) else message
        lines = raw.replace(b"\r\n", b"\n").removesuffix(b"\n").split(b"\n")
        stuffed = b"".join((b"." + line if line.startswith(b".") else line) + b"\r\n" for line in lines)
        self.send(stuffed + b".\r\n")
        return self.reply()

    def mail(self, sender: str, *recipients: str, message: str | bytes) -> Reply:
        """One transaction; the first reply that is not a success, else the last one."""
        for line in (f"MAIL FROM:<{sender}>", *(f"RCPT TO:<{rcpt}>" for rcpt in recipients)):
            reply = self.command(line)
            if reply.code >= 400 or reply.code == 0:
                return reply
        return self.data(message)

    def quit(self) -> Reply:
        reply = self.command("QUIT")
        self.close()
        return reply
