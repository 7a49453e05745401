# SPDX-License-Identifier: MIT
"""What the LMTP tests share: a Dovecot that answers user lookups and serves IMAP, our lmtpd beside it."""
import re
import socket

from harness import wait_until

CONFIG = """\
protocols = imap
hostname = mx.example.com
mail_location = maildir:~/Maildir
mail_uid = 5000
mail_gid = 5000
mail_plugins = quota
passdb {
  driver = passwd-file
  args = {root}/users
}
userdb {
  driver = passwd-file
  args = {root}/users
}
namespace inbox {
  inbox = yes
  separator = /
}
service imap-login {
  inet_listener imap {
    port = {imap}
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  unix_listener {root}/lmtp {
    mode = 0666
  }
}
service auth {
  unix_listener auth-userdb {
    mode = 0777
  }
}
protocol lmtp {
  mail_plugins = $mail_plugins sieve
}
protocol imap {
  mail_plugins = $mail_plugins imap_quota
}
plugin {
  quota = maildir:User quota
  sieve = ~/.dovecot.sieve
}
"""


class Setup:
    """users: name -> extra fields of the passwd-file."""

    def __init__(self, sandbox, users: dict, extra: str = "", lmtpd: bool = True):
        self.sandbox = sandbox
        self.dovecot = sandbox.dovecot(CONFIG + extra, start=False)
        self.root = self.dovecot.root
        home = sandbox.folder("dc/home", owner=(5000, 5000))
        sandbox.folder("dc/run/dovetail-lmtpd", owner=(5000, 5000), mode=0o700)
        lines = [f"{name}@example.com:{{PLAIN}}secret:5000:5000::{home}/{name}::{fields}\n"
                 for name, fields in users.items()]
        sandbox.write("dc/users", "".join(lines))
        self.home = home
        self.dovecot.start()
        self.socket = self.root / "lmtp"
        self.lmtpd = None
        if lmtpd:
            self.start_lmtpd()

    def start_lmtpd(self):
        # Dovecot's own lmtp is not among its protocols: the socket of the same file is ours to open.
        self.lmtpd = self.sandbox.daemon("dovetail-lmtpd", "-c", self.own_config())
        return self.lmtpd

    def own_config(self):
        text = self.dovecot.config.read_text() + "admin_socket =\n" + "".join(
            f"{key} = {self.root}/lmtpd.log\n" for key in ("log_path", "info_log_path", "debug_log_path"))
        return self.sandbox.write("dc/lmtpd.conf", text)

    def script(self, user: str, text: str):
        self.sandbox.folder(f"dc/home/{user}", mode=0o700, owner=(5000, 5000))
        self.sandbox.write(f"dc/home/{user}/.dovecot.sieve", text, owner=(5000, 5000))

    def maildir(self, user: str, folder: str = ""):
        return self.home / user / "Maildir" / folder

    def messages(self, user: str, folder: str = ""):
        found = []
        for part in ("new", "cur"):
            path = self.maildir(user, folder) / part
            found += sorted(path.iterdir()) if path.is_dir() else []
        return found

    def log(self) -> str:
        path = self.root / "lmtpd.log"
        return path.read_text() if path.exists() else ""

    def wait_log(self, pattern: str):
        return wait_until(lambda: re.search(pattern, self.log()), 10, f"{pattern!r} in the log\n{self.log()}")


class Lmtp:
    """A client that sees every reply line."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(30)
        self.socket.connect(str(path))
        self.file = self.socket.makefile("rb")
        self.greeting = self.line()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        self.socket.close()

    def line(self) -> str:
        return self.file.readline().decode().rstrip("\r\n")

    def reply(self) -> str:
        text = self.line()
        while text[3:4] == "-":
            text = self.line()
        return text

    def send(self, data):
        self.socket.sendall(data if isinstance(data, bytes) else data.encode())

    def command(self, line: str) -> str:
        self.send(line + "\r\n")
        return self.reply()

    def deliver(self, message, *recipients, sender="s@sender.example"):
        """One transaction: replies to RCPT, then one line for each accepted recipient."""
        self.command(f"MAIL FROM:<{sender}>")
        answers = [self.command(r if r.startswith("RCPT") else f"RCPT TO:<{r}>") for r in recipients]
        accepted = sum(a.startswith("250") for a in answers)
        if not accepted:
            return answers, []
        self.command("DATA")
        data = message if isinstance(message, bytes) else message.replace("\n", "\r\n").encode()
        self.send(data.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        return answers, [self.line() for _ in range(accepted)]


MESSAGE = "Received: from here\nMessage-ID: <{id}@x>\nSubject: {id}\n\ntext\n"
