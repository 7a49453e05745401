# SPDX-License-Identifier: MIT
"""Only authd is ours: Postfix logs in through it, and so do Dovecot's own imap-login, imap and lmtp."""
import imaplib

import pytest
from harness import SmtpClient, need

# As examples/migrate/dovecot-auth.md says it: login processes and mail processes are handed our sockets.
DOVECOT = """\
protocols = imap lmtp
mail_location = maildir:~/Maildir
first_valid_uid = 5000
auth_socket_path = {run}/auth-userdb
namespace inbox {
  inbox = yes
}
service imap-login {
  executable = imap-login {run}/login
  chroot =
  inet_listener imap {
    port = {imap}
  }
}
service imap {
  executable = imap -a {run}/auth-master
}
service lmtp {
  unix_listener {root}/lmtp {
    mode = 0666
  }
}
service anvil {
  chroot =
}
service auth {
  unix_listener auth-client {
    mode = 0
  }
  unix_listener auth-login {
    mode = 0
  }
  unix_listener auth-master {
    mode = 0
  }
  unix_listener auth-userdb {
    mode = 0
  }
  unix_listener login/login {
    mode = 0
  }
  unix_listener token-login/tokenlogin {
    mode = 0
  }
}
"""
OURS = """\
auth_mechanisms = plain login
disable_plaintext_auth = no
log_path = {root}/log
base_dir = {root}/run
admin_socket =
default_internal_user = 65534
passdb {{
  driver = passwd-file
  args = {root}/users
}}
userdb {{
  driver = passwd-file
  args = {root}/users
}}
service auth {{
  unix_listener {run}/login {{
    mode = 0666
  }}
  unix_listener {run}/auth-master {{
    mode = 0666
  }}
  unix_listener {run}/auth-userdb {{
    mode = 0666
  }}
  unix_listener {private}/auth {{
    mode = 0666
  }}
}}
"""


class Site:
    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.vmail = sandbox.folder("vmail", 0o755, (5000, 5000))
        self.run = sandbox.folder("run")
        sandbox.write("users", f"ann@example.org:{{PLAIN}}secret:5000:5000::{self.vmail}/ann::\n"
                      f"bob@example.org:{{SSHA256}}kbQz+moY1r0poNMLyge2b5e05hi68cy49yCW3NnH4yiM8Nnf:5000:5000::"
                      f"{self.vmail}/bob::\n")
        self.postfix = sandbox.postfix({
            "smtpd_sasl_type": "dovecot", "smtpd_sasl_path": "private/auth", "smtpd_sasl_auth_enable": "yes",
            "smtpd_relay_restrictions": "permit_sasl_authenticated, reject_unauth_destination",
            "virtual_mailbox_domains": "example.org", "virtual_transport": f"lmtp:unix:{sandbox.path}/dc/lmtp"},
            start=False)
        conf = sandbox.write("ours.conf", OURS.format(root=sandbox.path, run=self.run, private=self.postfix.private))
        self.authd = sandbox.daemon("dovetail-authd", "-c", conf, label="authd")
        self.dovecot = sandbox.dovecot(DOVECOT.replace("{run}", str(self.run)))
        self.postfix.start()

    def imap(self, user: str, password: str) -> imaplib.IMAP4:
        client = imaplib.IMAP4("127.0.0.1", self.dovecot.ports["imap"])
        client.login(user, password)
        return client


@pytest.fixture(scope="module")
def site(shared_sandbox):
    need("postfix", "dovecot")
    return Site(shared_sandbox)


def test_postfix_logs_in(site):
    for login in ("auth_plain", "auth_login"):
        with SmtpClient(site.postfix.port) as client:
            assert "AUTH PLAIN LOGIN" in client.ehlo().text
            assert getattr(client, login)("ann@example.org", "secret").code == 235
    with SmtpClient(site.postfix.port) as client:
        client.ehlo()
        assert client.auth_plain("ann@example.org", "wrong").code == 535
        assert client.auth_plain("nobody@example.org", "secret").code == 535


def test_dovecots_imap_login_hands_over_to_imap(site):
    client = site.imap("ann@example.org", "secret")
    assert client.select("INBOX")[0] == "OK"
    client.logout()
    with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
        site.imap("ann@example.org", "wrong")
    client = site.imap("bob@example.org", "Secret123")
    assert client.select("INBOX")[0] == "OK"
    client.logout()


def test_mail_by_dovecots_lmtp_is_read_by_its_imap(site):
    with SmtpClient(site.postfix.port) as client:
        client.ehlo()
        assert client.auth_plain("ann@example.org", "secret").code == 235
        assert client.mail("ann@example.org", "bob@example.org", message="Subject: through authd\n\nx\n").code == 250
    site.postfix.wait_for_log(r"to=<bob@example\.org>.*status=sent")
    client = site.imap("bob@example.org", "Secret123")
    assert int(client.select("INBOX")[1][0]) == 1
    client.logout()
    with SmtpClient(site.postfix.port) as sender:
        sender.ehlo()
        sender.auth_plain("ann@example.org", "secret")
        assert sender.mail("ann@example.org", "nobody@example.org", message="x").code == 250
    site.postfix.wait_for_log(r"to=<nobody@example\.org>.*status=bounced.*5\.1\.1")


def test_doveadm_asks_authd(site):
    userdb = str(site.run / "auth-userdb")
    found = site.dovecot.doveadm("user", "-a", userdb, "-f", "home", "ann@example.org")
    assert found.stdout.strip() == f"{site.vmail}/ann", found.stderr
    assert site.dovecot.doveadm("user", "-a", userdb, "nobody@example.org").returncode == 67
    login = site.dovecot.doveadm("auth", "test", "-a", str(site.postfix.private / "auth"), "ann@example.org", "secret")
    assert "auth succeeded" in login.stdout + login.stderr


def test_after_a_restart_of_authd_everybody_finds_it_again(site):
    site.authd.stop()
    site.authd = site.sandbox.daemon("dovetail-authd", "-c", site.sandbox / "ours.conf", label="authd-again")
    with SmtpClient(site.postfix.port) as client:
        client.ehlo()
        # smtpd notices the closed connection when it uses it; its reconnection is its own.
        assert client.auth_plain("ann@example.org", "secret").code in (235, 454)
    client = site.imap("ann@example.org", "secret")
    assert client.select("INBOX")[0] == "OK"
    client.logout()


def test_dovecot_had_nothing_to_complain_about(site):
    bad = [line for line in site.dovecot.log().splitlines() if "Error" in line or "Panic" in line or "Fatal" in line]
    assert [line for line in bad if "auth" not in line] == []
