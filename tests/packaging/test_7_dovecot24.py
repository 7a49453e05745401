# SPDX-License-Identifier: MIT
"""Debian 13's Dovecot 2.4 with our authd: its own tree beside the machine's, its processes on our sockets."""
import shutil
import subprocess

import pytest
import readme
from machine import WORK
from scenario import arrived, eventually
from test_7_dovecot import IMAP, POP3, run

PACKAGES = "dovecot-core,dovecot-imapd,dovecot-pop3d,dovecot-lmtpd"
TREE = "/srv/dovecot24"
SITE = """\
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
protocols = imap pop3 lmtp
log_path = /dev/stderr
ssl = no
auth_allow_cleartext = yes
mail_driver = maildir
mail_path = /var/vmail/%{user | domain}/%{user | username}
mail_inbox_path = /var/vmail/%{user | domain}/%{user | username}
service lmtp {
  inet_listener lmtp {
    listen = 127.0.0.1
    port = 2424
  }
}
"""
LMTP = """\
import smtplib, sys
client = smtplib.LMTP('127.0.0.1', 2424)
client.ehlo('x')
client.mail('f@example.net')
print(*(client.rcpt(address)[0] for address in sys.argv[1:]), client.data('Subject: by 2.4\\n\\nx\\n')[0])
"""
SOCKETS = " ".join(f"dovetail-authd{kind}.socket" for kind in ("", "-userdb", "-login", "-master", "-client", "-auth-login"))


def unpacked_tree():
    tree, complete = WORK / "trixie", WORK / "trixie.packages"
    if not complete.exists() or complete.read_text() != PACKAGES:
        complete.unlink(missing_ok=True)
        shutil.rmtree(tree, ignore_errors=True)
        made = subprocess.run(["mmdebstrap", "--quiet", "--variant=minbase", f"--include={PACKAGES}", "trixie", str(tree)],
                              capture_output=True, text=True)
        if made.returncode != 0:
            pytest.skip(f"no tree of Debian 13: {made.stderr[-300:]}")
        complete.write_text(PACKAGES)
    return tree


@pytest.fixture(scope="module")
def newer(booted):
    """Dovecot 2.4 in place of 2.3, on the machine's network, mail and users."""
    subprocess.run(["cp", "-a", "--reflink=auto", unpacked_tree(), booted.tree / TREE[1:]], check=True)
    guide = readme.block("examples/migrate/dovecot-auth.md", "With Dovecot 2.4", 0)
    booted.write(f"{TREE}/etc/dovecot/dovecot.conf", SITE + guide)
    booted.run("systemctl stop dovecot.socket dovecot.service dovetail-authd.service; "
               f"systemctl start {SOCKETS}; mkdir -p {TREE}/var/vmail && "
               f"systemd-run -q --unit=dovecot24 -p RootDirectory={TREE} -p MountAPIVFS=yes -p BindPaths=/run/dovetail "
               "-p BindPaths=/var/vmail -p 'BindReadOnlyPaths=/etc/passwd /etc/group' /usr/sbin/dovecot -F")
    yield booted
    booted.run(f"systemctl stop dovecot24.service; rm -rf {TREE}; systemctl stop dovetail-authd-login.socket "
               "dovetail-authd-master.socket dovetail-authd-client.socket dovetail-authd-auth-login.socket; "
               "systemctl start dovecot.service")


def inside(host, command: str) -> str:
    return host.run(f"nsenter -t {host.main_pid('dovecot24')} -m -r -w -- {command} 2>&1", check=False).strip()


def test_it_is_2_4_and_starts_no_auth_process(newer):
    assert inside(newer, "dovecot --version").startswith("2.4.")
    assert eventually(lambda: run(newer, IMAP, "ann@example.org", "ann-secret").startswith("messages"), 20), \
        newer.journal("dovecot24")
    assert newer.run("pgrep -x auth || true").strip() == ""


def test_imap_and_pop3_logins(newer):
    in_folder = int(newer.run("find /var/vmail/example.org/ann/new /var/vmail/example.org/ann/cur -type f | wc -l"))
    assert run(newer, IMAP, "ann@example.org", "ann-secret") == f"messages {in_folder}"
    assert run(newer, IMAP, "ann@example.org", "wrong").startswith("refused")
    assert run(newer, IMAP, "noimap@example.org", "noimap-secret").startswith("refused"), "protocol= is service="
    assert run(newer, POP3, "ann@example.org", "ann-secret").startswith("+OK")


def test_doveadm_asks_authd(newer):
    assert "/var/vmail/example.org/ann" in inside(newer, "doveadm user ann@example.org")
    assert "doesn't exist" in inside(newer, "doveadm user nobody@example.org")
    test = "doveadm auth test -x protocol=imap -a /run/dovetail/auth-client ann@example.org"
    assert "auth succeeded" in inside(newer, f"{test} ann-secret")
    assert "auth failed" in inside(newer, f"{test} wrong")
    login = inside(newer, "doveadm auth login -x protocol=imap -a /run/dovetail/auth-login -m /run/dovetail/auth-master "
                          "ann@example.org ann-secret")
    assert "auth succeeded" in login and "/var/vmail/example.org/ann" in login, login
    assert "flushed" in inside(newer, "doveadm auth cache flush -a /run/dovetail/auth-master")


def test_lmtp_and_lda_look_users_up(newer):
    assert run(newer, LMTP, "ann@example.org", "nobody@example.org") == "250 550 250"
    assert arrived(newer, "/var/vmail/example.org/ann/new", "Subject: by 2.4")
    newer.write(f"{TREE}/root/mail", "Subject: by lda of 2.4\n\nx\n")
    assert inside(newer, "sh -c '/usr/lib/dovecot/dovecot-lda -d ann@example.org </root/mail; echo $?'").endswith("0")
    assert arrived(newer, "/var/vmail/example.org/ann/new", "Subject: by lda of 2.4")
    assert inside(newer, "sh -c '/usr/lib/dovecot/dovecot-lda -d nobody@example.org </root/mail; echo $?'").endswith("67")
