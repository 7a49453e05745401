# SPDX-License-Identifier: MIT
"""Dovecot's own processes on authd, as examples/migrate/dovecot-auth.md says: no root, no start order."""
import pytest
import readme
from scenario import eventually

GUIDE, SECTION = "examples/migrate/dovecot-auth.md", "For Dovecot's own IMAP and POP3"
# The site's own: where the mail is, and no default passdb of Debian's.
SITE = "mail_location = maildir:/var/vmail/%d/%n\nmail_privileged_group =\n"
IMAP = """\
import imaplib, sys
user, password = sys.argv[1:]
client = imaplib.IMAP4('127.0.0.1')
try:
    client.login(user, password)
    print('messages', client.select('INBOX')[1][0].decode())
    client.logout()
except imaplib.IMAP4.error as wrong:
    print('refused', wrong)
"""
POP3 = """\
import poplib, sys
user, password = sys.argv[1:]
client = poplib.POP3('127.0.0.1')
client.user(user)
print(client.pass_(password).decode()[:3], client.stat()[0])
client.quit()
"""


def run(host, script: str, *words: str) -> str:
    host.write("/root/client.py", script)
    return host.run(f"timeout 40 python3 /root/client.py {' '.join(words)} 2>&1", check=False).strip()


def imap(host, user="ann@example.org", password="ann-secret") -> str:
    return run(host, IMAP, user, password)


@pytest.fixture(scope="module")
def dovecot(booted):
    booted.write("/etc/dovecot/conf.d/99-dovetail.conf", readme.block(GUIDE, SECTION, 0) + SITE)
    commands = readme.block(GUIDE, SECTION, 1).replace("doveadm user USER", "doveadm user ann@example.org")
    commands = commands.replace("USER", "ann@example.org ann-secret")
    booted.write("/root/guide.sh", "set -e\n" + commands)
    booted.run("systemctl restart dovecot.service; bash /root/guide.sh")
    yield booted
    booted.run("rm /etc/dovecot/conf.d/99-dovetail.conf; systemctl restart dovecot.service")


def test_imap_login_goes_through_authd(dovecot):
    in_folder = int(dovecot.run("find /var/vmail/example.org/ann/new /var/vmail/example.org/ann/cur -type f | wc -l"))
    assert imap(dovecot) == f"messages {in_folder}" and in_folder > 0, dovecot.run("journalctl -q --no-pager -n 40 -u dovecot")
    assert imap(dovecot, "ann@example.org", "wrong").startswith("refused")
    assert imap(dovecot, "noimap@example.org", "noimap-secret").startswith("refused"), "the query's '%s' = 'imap'"


def test_pop3_login_goes_through_authd(dovecot):
    assert run(dovecot, POP3, "ann@example.org", "ann-secret").startswith("+OK")


def test_doveadm_asks_authd_too(dovecot):
    assert "/var/vmail/example.org/ann" in dovecot.run("doveadm user ann@example.org")
    assert dovecot.status("doveadm user nobody@example.org") != 0


def test_dovecots_own_auth_process_is_not_even_started(dovecot):
    assert dovecot.run("pgrep -x auth || true").strip() == ""
    assert dovecot.run("ls /run/dovetail").split() != []
    assert dovecot.run("stat -c %u /proc/$(systemctl show -P MainPID dovetail-authd)").strip() != "0"


@pytest.mark.parametrize("first", ["dovecot", "authd"])
def test_either_may_start_first(dovecot, first):
    sockets = " ".join(f"dovetail-authd{kind}.socket" for kind in ("", "-userdb", "-login", "-master", "-client"))
    dovecot.run(f"systemctl stop dovecot.service {sockets} dovetail-authd.service")
    start = {"dovecot": "systemctl start dovecot.service", "authd": f"systemctl start {sockets}"}
    dovecot.run(start.pop(first))
    dovecot.run(*start.values())
    assert eventually(lambda: imap(dovecot).startswith("messages"), 45)


def test_logins_survive_a_restart_of_authd(dovecot):
    dovecot.run("systemctl restart dovetail-authd.service")
    assert eventually(lambda: imap(dovecot).startswith("messages"), 20)
