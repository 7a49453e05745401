# SPDX-License-Identifier: MIT
"""The how-to's whole chain on SQLite: its dovecot.conf, its table files, its main.cf, and all daemons of ours."""
import sqlite3
import time

import pytest
from harness import Sandbox, SmtpClient, need, wait_until
from harness.howto import MAIN_CF, HowTo


class Chain:
    def __init__(self, sandbox: Sandbox):
        self.sandbox = sandbox
        self.howto = HowTo(sandbox, sqlite=True)
        with sqlite3.connect(self.howto.database) as connection:
            connection.executescript(self.howto.statements(auto=""))
        connection.close()
        self.howto.database.chmod(0o644)
        self.postfix = sandbox.postfix(dict(MAIN_CF), start=False)
        conf = self.howto.dovecot_conf
        sandbox.folder("run")
        sandbox.write("etc/dovecot/conf.d/99-test.conf", f"base_dir = {sandbox / 'run'}\nlog_path = {sandbox / 'log'}\n"
                      "default_internal_user = 65534\nadmin_socket =\nservice auth {\n  unix_listener auth-lookup-userdb {\n"
                      "    mode = 0666\n  }\n}\n"
                      "auth_socket_path = auth-lookup-userdb\n")
        sandbox.write("etc/tabled.conf", f"tables_dir = {self.howto.etc / 'cf.d'}\nadmin_socket =\n"
                      "default_internal_user = 65534\n"
                      f"service tables {{\n  unix_listener {self.howto.queue}/private/tabled {{\n    mode = 0660\n"
                      "    user = postfix\n    group = postfix\n  }\n}\n")
        sandbox.folder("postgrey", owner=(65534, 65534))
        sandbox.folder("pf/spool/postgrey")
        self.tabled = sandbox.daemon("dovetail-tabled", "-c", sandbox / "etc/tabled.conf", label="tabled")
        self.authd = sandbox.daemon("dovetail-authd", "-c", conf, label="authd")
        self.lmtpd = sandbox.daemon("dovetail-lmtpd", "-c", conf, label="lmtpd")
        self.quota = sandbox.daemon("dovetail-policyd", "--service", "quota-status", "-c", conf, label="quota")
        # The how-to's POSTGREY_OPTS, with a delay that a test can wait for.
        self.policyd = sandbox.daemon(
            "dovetail-policyd", f"--unix={self.howto.queue}/postgrey/postgrey.socket", "--delay=1",
            "--greylist-text=This mail has been temporarily rejected (graylisted). Try again in %s seconds",
            f"--dbdir={sandbox / 'postgrey'}", "--user=65534", "--group=65534", label="policyd")
        self.postfix.start()

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
        path = self.howto.vmail / "example.org" / user / folder / "new"
        return [p.read_text() for p in path.glob("*")] if path.is_dir() else []

    def arrived(self, user: str, marker: str, folder: str = "") -> str:
        return wait_until(lambda: next((m for m in self.box(user, folder) if marker in m), None), 20,
                          f"{marker} for {user} in {folder or 'INBOX'}\n{self.log()}")

    def log(self) -> str:
        path = self.sandbox / "log"
        return path.read_text(errors="replace") if path.exists() else ""


@pytest.fixture(scope="module")
def chain(shared_sandbox):
    need("postfix", "openssl")
    return Chain(shared_sandbox)


def test_a_new_sender_is_greylisted_and_accepted_when_it_comes_back(chain):
    with chain.client() as client:
        first = client.mail("friend@example.net", "ann@example.org", message="Subject: one\n\nx\n")
    assert first.code == 450 and "Try again in 1 seconds" in first.text
    time.sleep(1.2)
    with chain.client() as client:
        second = client.mail("friend@example.net", "ann@example.org", message="Subject: one\n\nx\n")
    assert second.code == 250, second
    message = chain.arrived("ann", "Subject: one")
    assert message.startswith("Return-Path: <friend@example.net>\nDelivered-To: ann@example.org\nReceived: from ")
    assert "X-Greylist: delayed " in message


def test_spam_goes_to_the_spam_folder(chain):
    assert chain.send("s@example.net", "ann@example.org", "Subject: junk\nX-Spam-Flag: YES\n\nx\n").code == 250
    chain.arrived("ann", "Subject: junk", ".Spam")
    assert not any("Subject: junk" in m for m in chain.box("ann"))


def test_an_alias_reaches_its_members(chain):
    assert chain.send("a@example.net", "info@example.org", "Subject: alias\n\nx\n").code == 250
    chain.arrived("ann", "Subject: alias")
    chain.arrived("carol", "Subject: alias")


def test_submission_with_sasl(chain):
    for login in ("auth_plain", "auth_login"):
        with chain.client("198.51.100.7") as client:
            assert getattr(client, login)("carol@example.org", "carol-secret").code == 235
            assert client.mail("carol@example.org", "boss@example.org", message=f"Subject: {login}\n\n").code == 250
        chain.arrived("ann", f"Subject: {login}")
    with chain.client("198.51.100.8") as client:
        assert client.auth_plain("carol@example.org", "wrong").code == 535


def test_inactive_users_neither_log_in_nor_get_mail(chain):
    with chain.client("198.51.100.9") as client:
        assert client.auth_plain("gone@example.org", "ann-secret").code == 535
    # mailbox_dir.cf of the how-to does not look at `active`: Postfix accepts, delivery refuses.
    assert chain.send("a@example.net", "gone@example.org", "Subject: gone\n\n").code == 250
    chain.postfix.wait_for_log(r"to=<gone@example\.org>.*status=bounced.*5\.1\.1")


def test_unknown_recipients_are_refused_at_once(chain):
    with chain.client() as client:
        assert client.mail("a@example.net", "nobody@example.org", message="x").code == 550


def test_a_full_mailbox_is_refused_at_rcpt(chain):
    filler = "Subject: filler\n\n" + ("x" * 70 + "\n") * 15500
    with chain.client("198.51.100.7") as client:
        client.auth_plain("carol@example.org", "carol-secret")
        assert client.mail("carol@example.org", "bob@example.org", message=filler).code == 250
    chain.arrived("bob", "Subject: filler")
    with chain.client() as client:
        reply = client.mail("b@example.net", "bob@example.org", message="x")
    assert reply.code == 552 and "Mailbox is full" in reply.text


def test_postfix_has_nothing_to_complain_about(chain):
    expected = ("authentication failed", "not found", "chroot")
    assert [w for w in chain.postfix.warnings() if not any(e in w for e in expected)] == []
