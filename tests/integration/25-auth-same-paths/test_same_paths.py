# SPDX-License-Identifier: MIT
"""Dovecot and authd on one unchanged dovecot.conf whose auth listeners have mode = 0: authd is handed sockets at
Dovecot's own paths, and imap-login, pop3-login, managesieve-login, lmtp and doveadm do not notice."""
import base64
import grp
import imaplib
import os
import poplib
import re
import smtplib
import socket
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "20-authd"))

from authd import MAIL_UID, users  # noqa: E402
from harness import need  # noqa: E402
from harness.activation import activated, listening  # noqa: E402

LISTENERS = ["auth-client", "auth-login", "auth-master", "auth-userdb", "login/login", "token-login/tokenlogin"]
CONFIGURATION = """\
protocols = imap pop3 lmtp sieve
mail_location = maildir:~/Maildir
auth_master_user_separator = *
auth_cache_size = 1M
auth_failure_delay = 0
passdb {{
  driver = passwd-file
  args = {folder}/masters
  master = yes
  pass = yes
}}
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = passwd-file
  args = {folder}/users
}}
service imap-login {{
  inet_listener imap {{
    port = {{imap}}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service pop3-login {{
  inet_listener pop3 {{
    port = {{pop3}}
  }}
  inet_listener pop3s {{
    port = 0
  }}
}}
service managesieve-login {{
  inet_listener sieve {{
    port = {{sieve}}
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {{lmtp}}
  }}
}}
service auth {{
{listeners}}}
plugin {{
  sieve = file:~/sieve;active=~/.dovecot.sieve
}}
"""


class Host:
    def __init__(self, sandbox):
        mail = sandbox.folder("mail", owner=(MAIL_UID, MAIL_UID))
        sandbox.write("users", users(mail))
        sandbox.write("masters", "master:{PLAIN}masterpw::::::\n")
        listeners = "".join(f"  unix_listener {name} {{\n    mode = 0\n  }}\n" for name in LISTENERS)
        self.dovecot = sandbox.dovecot(CONFIGURATION.format(folder=sandbox.path, listeners=listeners))
        # Dovecot unlinks what it finds in login/ at its start: its sockets come after it.
        sockets = {name: listening(self.dovecot.base / name) for name in LISTENERS}
        os.chmod(self.dovecot.base / "auth-master", 0o600)
        config = sandbox.write("ours.conf", f"!include {self.dovecot.config}\nadmin_socket =\nlog_path = {sandbox.path}/ours.log\n"
                               f"info_log_path =\ndebug_log_path =\n")
        self.authd = activated(sandbox, "dovetail-authd", config, sockets)
        self.sockets = sockets
        self.users = sandbox / "users"


@pytest.fixture(scope="module")
def host(shared_sandbox):
    need("dovecot", "doveadm", "imap-login", "pop3-login", "managesieve-login")
    return Host(shared_sandbox)


def test_dovecot_made_none_of_the_sockets(host):
    for name, sock in host.sockets.items():
        assert os.stat(host.dovecot.base / name).st_ino > 0
        assert sock.getsockname() == str(host.dovecot.base / name)


def test_imap_login_in_its_chroot(host):
    with imaplib.IMAP4("127.0.0.1", host.dovecot.ports["imap"]) as client:
        with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
            client.login("alice@ex.test", "wrong")
        client.login("alice@ex.test", "alicepw")
        assert client.select("INBOX")[0] == "OK"


def test_a_master_user_reads_anothers_mail(host):
    with imaplib.IMAP4("127.0.0.1", host.dovecot.ports["imap"]) as client:
        client.login("bob@ex.test*master", "masterpw")
        assert client.select("INBOX")[0] == "OK"


def test_pop3_login(host):
    client = poplib.POP3("127.0.0.1", host.dovecot.ports["pop3"])
    client.user("bob@ex.test")
    client.pass_("Secret123")
    assert client.stat()[0] >= 0
    client.quit()
    client = poplib.POP3("127.0.0.1", host.dovecot.ports["pop3"])
    client.user("bob@ex.test")
    with pytest.raises(poplib.error_proto, match="AUTH"):
        client.pass_("wrong")
    client.close()


class Sieve:
    def __init__(self, port: int):
        self.socket = socket.create_connection(("127.0.0.1", port), 30)
        self.file = self.socket.makefile("rb")

    def response(self) -> str:
        lines = []
        while True:
            line = self.file.readline().decode()
            assert line, lines
            lines.append(line)
            if re.match(r"(OK|NO|BYE)\b", line):
                return "".join(lines)

    def command(self, line: str) -> str:
        self.socket.sendall(line.encode() + b"\r\n")
        return self.response()


def test_managesieve_login(host):
    client = Sieve(host.dovecot.ports["sieve"])
    assert '"SASL" "PLAIN"' in client.response()
    wrong = base64.b64encode(b"\0carol@ex.test\0wrong").decode()
    right = base64.b64encode(b"\0carol@ex.test\0carolpw").decode()
    assert client.command(f'AUTHENTICATE "PLAIN" "{wrong}"').startswith("NO")
    assert client.command(f'AUTHENTICATE "PLAIN" "{right}"').startswith("OK")
    assert client.command('PUTSCRIPT "one" {7+}\r\nkeep;\r\n').startswith("OK")
    assert '"one"' in client.command("LISTSCRIPTS")


def test_lmtp_delivers_to_users_and_only_to_them(host):
    with smtplib.LMTP("127.0.0.1", host.dovecot.ports["lmtp"]) as client:
        client.ehlo()
        client.mail("s@a.test")
        assert client.rcpt("nosuch@ex.test")[0] == 550
        assert client.rcpt("carol+box@ex.test")[0] in (250, 550)   # as recipient_delimiter says
        client.rset()
        assert client.sendmail("s@a.test", ["alice@ex.test"], "Subject: x\r\n\r\nx\r\n") == {}


def said(outcome) -> str:
    return outcome.stdout + outcome.stderr


def test_doveadm_auth_test(host):
    right = host.dovecot.doveadm("auth", "test", "alice@ex.test", "alicepw")
    assert (right.returncode, "auth succeeded" in said(right)) == (0, True)
    wrong = host.dovecot.doveadm("auth", "test", "alice@ex.test", "wrong")
    assert (wrong.returncode, "auth failed" in said(wrong)) == (77, True)
    fields = host.dovecot.doveadm("auth", "test", "-x", "service=imap", "-x", "rip=192.0.2.9", "nolog@ex.test", "x")
    assert "reason=Account_closed" in said(fields)


def test_doveadm_auth_login_takes_the_login_over(host):
    outcome = said(host.dovecot.doveadm("auth", "login", "alice@ex.test", "alicepw"))
    assert "auth succeeded" in outcome
    assert re.search(r"userdb extra fields:.*auth_mech=PLAIN", outcome, re.S)
    assert "quota_rule=*:bytes=10M" in outcome
    master = said(host.dovecot.doveadm("auth", "login", "-M", "master", "bob@ex.test", "masterpw"))
    assert "auth succeeded" in master
    assert "master_user=master" in master
    assert "auth failed" in said(host.dovecot.doveadm("auth", "login", "alice@ex.test", "wrong"))


def test_doveadm_auth_lookup(host):
    found = host.dovecot.doveadm("auth", "lookup", "alice@ex.test")
    assert (found.returncode, "user: alice@ex.test" in found.stdout or "alice@ex.test" in found.stdout) == (0, True)
    assert "alicepw" not in said(found)
    assert host.dovecot.doveadm("auth", "lookup", "nosuch@ex.test").returncode != 0


def test_doveadm_user(host):
    found = host.dovecot.doveadm("user", "alice@ex.test")
    assert re.search(r"^home\s+\S*/mail/alice$", found.stdout, re.M), said(found)
    assert re.search(r"^quota_rule\s+\*:bytes=10M$", found.stdout, re.M)
    assert host.dovecot.doveadm("user", "nosuch@ex.test").returncode == 67
    everybody = host.dovecot.doveadm("user", "*").stdout.split()
    assert everybody == [f"{name}@ex.test" for name in ("alice", "bob", "carol", "nolog", "nets")]
    assert host.dovecot.doveadm("user", "*ol*").stdout.split() == ["carol@ex.test", "nolog@ex.test"]
    assert host.dovecot.doveadm("user", "nosuch*").stdout.split() == []


def test_doveadm_auth_cache_flush(host):
    for user, password in (("alice@ex.test", "alicepw"), ("bob@ex.test", "Secret123")):
        host.dovecot.doveadm("auth", "test", user, password)
    before = host.dovecot.doveadm("auth", "cache", "flush")
    count = int(re.search(r"(\d+) cache entries flushed", said(before)).group(1))
    assert count >= 0
    assert "0 cache entries flushed" in said(host.dovecot.doveadm("auth", "cache", "flush"))
    assert "0 cache entries flushed" in said(host.dovecot.doveadm("auth", "cache", "flush", "alice@ex.test"))


def test_dovecot_had_nothing_to_complain_about(host):
    assert grp.getgrnam("dovenull")
    bad = [line for line in host.dovecot.log().splitlines() if re.search("Error|Panic|Fatal", line)]
    assert bad == []
