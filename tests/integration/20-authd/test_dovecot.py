# SPDX-License-Identifier: MIT
"""Dovecot's own programs on our sockets: the way without root and without a start order (executable = …)."""
import imaplib
import poplib
import smtplib

import pytest
from authd import MAIL_UID, write_config
from harness import need, wait_until


CONFIGURATION = """\
protocols = imap pop3 lmtp
mail_location = maildir:~/Maildir
auth_socket_path = {run}/userdb
mail_uid = {uid}
mail_gid = {uid}
service imap-login {{
  executable = imap-login {run}/login
  chroot =
  inet_listener imap {{
    port = {{imap}}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service pop3-login {{
  executable = pop3-login {run}/login
  chroot =
  inet_listener pop3 {{
    port = {{pop3}}
  }}
  inet_listener pop3s {{
    port = 0
  }}
}}
service imap {{
  executable = imap -a {run}/master
}}
service pop3 {{
  executable = pop3 -a {run}/master
}}
service lmtp {{
  inet_listener lmtp {{
    port = {{lmtp}}
  }}
}}
service auth {{
  unix_listener auth-client {{
    mode = 0
  }}
}}
"""


class Host:
    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.run = sandbox.folder("run")
        self.authd = sandbox.daemon("dovetail-authd", "-c", write_config(sandbox))
        self.dovecot = sandbox.dovecot(CONFIGURATION.format(run=self.run, uid=MAIL_UID))

    def log(self) -> str:
        return (self.sandbox / "authd.log").read_text() + self.dovecot.log()


@pytest.fixture(scope="module")
def host(shared_sandbox):
    need("dovecot", "doveadm")
    return Host(shared_sandbox)


def test_imap_login_select_and_wrong_password(host):
    with imaplib.IMAP4("127.0.0.1", host.dovecot.ports["imap"]) as client:
        with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
            client.login("alice@ex.test", "wrong")
        client.login("alice@ex.test", "alicepw")
        assert client.select("INBOX")[0] == "OK"
    assert "auth: Info: passwd-file(alice@ex.test,127.0.0.1,<" in host.log()


def test_imap_login_with_a_slow_hash(host):
    with imaplib.IMAP4("127.0.0.1", host.dovecot.ports["imap"]) as client:
        client.login("bob@ex.test", "Secret123")
        assert client.select("INBOX")[0] == "OK"


def test_a_closed_account_is_told_why(host):
    with imaplib.IMAP4("127.0.0.1", host.dovecot.ports["imap"]) as client:
        with pytest.raises(imaplib.IMAP4.error, match="Account_closed"):
            client.login("nolog@ex.test", "x")


def test_allow_nets_keeps_others_out(host):
    with imaplib.IMAP4("127.0.0.1", host.dovecot.ports["imap"]) as client:
        with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
            client.login("nets@ex.test", "x")
    assert "allow_nets check failed: IP 127.0.0.1 not in allowed networks" in host.log()


def test_pop3(host):
    client = poplib.POP3("127.0.0.1", host.dovecot.ports["pop3"])
    client.user("alice@ex.test")
    client.pass_("alicepw")
    assert client.stat()[0] >= 0
    client.quit()


def test_lmtp_knows_users_and_only_them(host):
    with smtplib.LMTP("127.0.0.1", host.dovecot.ports["lmtp"]) as client:
        client.ehlo()
        client.mail("s@a.test")
        assert client.rcpt("carol@ex.test")[0] == 250
        code, text = client.rcpt("nosuch@ex.test")
        assert code == 550 and b"User doesn't exist" in text


def test_lmtp_delivers_and_imap_reads(host):
    with smtplib.LMTP("127.0.0.1", host.dovecot.ports["lmtp"]) as client:
        client.sendmail("s@a.test", ["alice@ex.test"], "Subject: hand over\n\nbody\n")
    with imaplib.IMAP4("127.0.0.1", host.dovecot.ports["imap"]) as client:
        client.login("alice@ex.test", "alicepw")

        def arrived():
            client.select("INBOX")
            return client.search(None, 'SUBJECT "hand over"')[1][0]
        wait_until(arrived, 10, "the message")


def test_doveadm_user(host):
    outcome = host.dovecot.doveadm("user", "alice@ex.test")
    assert outcome.returncode == 0
    assert "uid\t65534" in outcome.stdout and "quota_rule\t*:bytes=10M" in outcome.stdout
    assert host.dovecot.doveadm("user", "nosuch@ex.test").returncode == 67
    everybody = host.dovecot.doveadm("user", "*").stdout.split()
    assert everybody == ["alice@ex.test", "bob@ex.test", "carol@ex.test", "nolog@ex.test", "nets@ex.test"]
    assert host.dovecot.doveadm("user", "c*").stdout.split() == ["carol@ex.test"]


def test_doveadm_auth(host):
    good = host.dovecot.doveadm("auth", "test", "-a", str(host.run / "auth"), "alice@ex.test", "alicepw")
    assert "auth succeeded" in good.stdout, good
    bad = host.dovecot.doveadm("auth", "test", "-a", str(host.run / "auth"), "alice@ex.test", "wrong")
    assert "auth failed" in bad.stdout, bad
    lookup = host.dovecot.doveadm("auth", "lookup", "-a", str(host.run / "userdb"), "alice@ex.test")
    assert "alice@ex.test" in lookup.stdout, lookup
    flushed = host.dovecot.doveadm("auth", "cache", "flush", "-a", str(host.run / "master"))
    assert "0 cache entries flushed" in flushed.stdout, flushed
