# SPDX-License-Identifier: MIT
"""The how-to's whole chain, all daemons of ours beside a private Postfix, on SQLite or MariaDB."""
import sqlite3
import time

from harness import Sandbox, SmtpClient, wait_until
from harness.howto import MAIN_CF, HowTo

# What the how-to leaves to the system: folders, log, and numbers instead of accounts.
_OWN_SETTINGS = """\
base_dir = {root}/run
log_path = {root}/log
default_internal_user = 65534
admin_socket =
service auth {{
  unix_listener auth-lookup-userdb {{
    mode = 0666
  }}
}}
auth_socket_path = auth-lookup-userdb
"""
_TABLED = """\
tables_dir = {etc}/cf.d
admin_socket =
default_internal_user = 65534
service tables {{
  unix_listener {queue}/private/tabled {{
    mode = 0660
    user = postfix
    group = postfix
  }}
}}
"""
LABELS = ("tabled", "authd", "lmtpd", "quota", "policyd")


class Chain:
    def __init__(self, sandbox: Sandbox, sqlite: bool, greylist_delay: int = 1, own_settings: str = _OWN_SETTINGS,
                 main: dict | None = None):
        self.sandbox = sandbox
        self.howto = HowTo(sandbox, sqlite)
        self.mariadb = None
        if sqlite:
            self._make_sqlite()
        else:
            self._make_mariadb()
        self.postfix = sandbox.postfix({**MAIN_CF, **(main or {})}, start=False)
        sandbox.folder("run")
        sandbox.write("etc/dovecot/conf.d/99-test.conf", own_settings.format(root=sandbox.path))
        sandbox.write("etc/tabled.conf", _TABLED.format(etc=self.howto.etc, queue=self.howto.queue))
        sandbox.folder("postgrey", owner=(65534, 65534))
        sandbox.folder("pf/spool/postgrey")
        conf = self.howto.dovecot_conf
        self._commands = {
            "tabled": ("dovetail-tabled", "-c", sandbox / "etc/tabled.conf"),
            "authd": ("dovetail-authd", "-c", conf),
            "lmtpd": ("dovetail-lmtpd", "-c", conf),
            "quota": ("dovetail-policyd", "--service", "quota-status", "-c", conf),
            # The how-to's POSTGREY_OPTS, with a delay that a test can wait for.
            "policyd": ("dovetail-policyd", f"--unix={self.howto.queue}/postgrey/postgrey.socket",
                        f"--delay={greylist_delay}",
                        "--greylist-text=This mail has been temporarily rejected (graylisted). Try again in %s seconds",
                        f"--dbdir={sandbox / 'postgrey'}", "--user=65534", "--group=65534"),
        }
        self.daemons = {}
        for label in LABELS:
            self.start(label)
        self.postfix.start()

    def _make_sqlite(self) -> None:
        with sqlite3.connect(self.howto.database) as connection:
            connection.executescript(self.howto.statements(auto=""))
        connection.close()
        self.howto.database.chmod(0o644)

    def _make_mariadb(self) -> None:
        self.mariadb = self.sandbox.mariadb()
        self.mariadb.sql("CREATE DATABASE mail; GRANT ALL PRIVILEGES ON mail.* TO mail@localhost "
                         "IDENTIFIED BY 'p4ssw0rd'")
        self.mariadb.sql(self.howto.statements(auto="AUTO_INCREMENT"), "mail")

    def start(self, label: str) -> None:
        self.daemons[label] = self.sandbox.daemon(*self._commands[label], label=label)

    def kill_and_restart(self, label: str) -> None:
        """SIGKILL, and at once a new one, as systemd does."""
        self.daemons[label].kill()
        self.daemons[label].stop()
        self.start(label)

    def client(self, address: str = "192.0.2.10") -> SmtpClient:
        client = SmtpClient(self.postfix.port)
        client.ehlo()
        client.xclient(addr=address, name="mail.example.net")
        client.ehlo("mail.example.net")
        return client

    def send(self, sender: str, recipient: str, message: str, address: str = "192.0.2.10"):
        """Sends until greylisting is over: an administrator's friend who comes back."""
        with self.client(address) as client:
            reply = client.mail(sender, recipient, message=message)
        if reply.code == 450:
            time.sleep(1.2)
            with self.client(address) as client:
                reply = client.mail(sender, recipient, message=message)
        return reply

    def box(self, user: str, folder: str = "") -> list[str]:
        path = self.howto.vmail / "example.org" / user / folder
        return [p.read_text(errors="replace") for sub in ("new", "cur") for p in (path / sub).glob("*")]

    def arrived(self, user: str, marker: str, folder: str = "") -> str:
        def found():
            return next((m for m in self.box(user, folder) if marker in m), None)
        try:
            return wait_until(found, 20, f"{marker} for {user} in {folder or 'INBOX'}")
        except TimeoutError as problem:
            raise TimeoutError(f"{problem}\n{self.log()}") from None

    def log(self) -> str:
        path = self.sandbox / "log"
        return path.read_text(errors="replace") if path.exists() else ""
