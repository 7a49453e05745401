# SPDX-License-Identifier: MIT
"""Our units in the places of the old programs, on the old programs' own files, by the guides' commands and nothing else."""
import re

import pytest
import readme
from scenario import arrived, eventually, quota_status, send

# The how-to's services in Dovecot's file. Each is switched off by its mode when our unit takes over.
DOVECOT = """\
protocols = imap pop3 lmtp
auth_mechanisms = plain login
passdb {
  driver = sql
  args = /etc/dovecot/dovecot-sql.conf.ext
}
userdb {
  driver = sql
  args = /etc/dovecot/dovecot-sql.conf.ext
}
mail_location = maildir:/var/vmail/%d/%n
mail_privileged_group =
first_valid_uid = {uid}
last_valid_uid = {uid}
first_valid_gid = {gid}
last_valid_gid = {gid}
service auth {
  unix_listener /var/spool/postfix/private/auth {
    mode = {mode}
    user = postfix
    group = postfix
  }
}
service lmtp {
  unix_listener /var/spool/postfix/private/dovecot-lmtp {
    mode = {mode}
    user = postfix
    group = postfix
  }
}
service quota-status {
  executable = quota-status -p postfix
  unix_listener /var/spool/postfix/private/dovecot-quota {
    mode = {mode}
    user = postfix
    group = postfix
  }
}
plugin {
  quota = maildir:User quota
  quota_rule = *:storage=1G
  quota_status_success = DUNNO
  quota_status_nouser = DUNNO
}
"""
UNITS = ("dovetail-authd", "dovetail-lmtpd", "dovetail-quota-status")
SOCKETS = " ".join(f"{unit}.socket {unit}-admin.socket" for unit in UNITS) + " dovetail-authd-userdb.socket"
SERVICES = " ".join(f"{unit}.service" for unit in UNITS)
MAIN_CF = {"smtpd_sasl_path": ("private/auth", "private/dovetail-auth"),
           "virtual_transport": ("lmtp:unix:private/dovecot-lmtp", "lmtp:unix:private/dovetail-lmtp")}


def write_dovecot(host, mode: str) -> None:
    uid, gid = host.run("id -u vmail; id -g vmail").split()
    text = DOVECOT
    for name, value in (("uid", uid), ("gid", gid), ("mode", mode)):
        text = text.replace("{" + name + "}", value)
    host.write("/etc/dovecot/dovecot.conf", text)


@pytest.fixture(scope="module")
def moved(booted):
    booted.run("cp -a /etc/dovecot/dovecot.conf /root/dovecot.conf.before; cp /etc/dovetail/dovecot-sql.conf.ext /etc/dovecot/")
    for name, (theirs, _) in MAIN_CF.items():
        booted.run(f"postconf {name}={theirs}")
    booted.run(f"systemctl stop {SOCKETS} {SERVICES}; postfix reload 2>&1")
    write_dovecot(booted, "0660")
    booted.run("systemctl restart dovecot.service")
    yield booted
    for name, (_, ours) in MAIN_CF.items():
        booted.run(f"postconf {name}={ours}")
    booted.run(f"systemctl stop {SOCKETS} {SERVICES}; rm -rf /etc/systemd/system/dovetail-*.d; systemctl daemon-reload; "
               "mv /root/dovecot.conf.before /etc/dovecot/dovecot.conf; systemctl restart dovecot.service; "
               f"systemctl start {SOCKETS} {SERVICES}; postfix reload 2>&1")


def login(host, subject: str) -> str:
    return send(host, "f@example.net", "ann@example.org", subject, "ann@example.org", "ann-secret")


def test_dovecot_serves_these_sockets_first(moved):
    """What is there before: smtpd's logins are Dovecot's."""
    assert login(moved, "before") == "250"
    assert moved.run("pgrep -x auth").strip() != ""


def test_the_guides_commands_put_ours_in_their_places(moved):
    moved.run("set -e; " + readme.block("examples/migrate/dovecot-auth.md", "From Dovecot's auth to dovetail-authd", 1)
              .split("usermod")[0])
    moved.run("set -e; " + readme.block("examples/migrate/dovecot-auth.md", "For Postfix", 0))
    write_dovecot(moved, "0")
    moved.run("set -e; " + readme.block("examples/migrate/dovecot-auth.md", "For Postfix", 1))
    moved.run("set -e; " + readme.block("examples/migrate/dovecot-lmtp.md", "The switch", 0))
    moved.run("systemctl enable --now dovetail-quota-status.socket")
    for name in ("auth", "dovecot-lmtp", "dovecot-quota"):
        assert moved.run(f"stat -c %U:%G:%a /var/spool/postfix/private/{name}").strip() == "postfix:postfix:660", name


def test_mail_comes_as_before(moved):
    """main.cf is as it was."""
    assert login(moved, "through the same paths") == "250"
    assert arrived(moved, "/var/vmail/example.org/ann/new", "Subject: through the same paths"), moved.journal("dovetail-lmtpd")
    for unit in UNITS[:2]:
        pid = moved.main_pid(unit)
        command = moved.run(f"tr '\\0' ' ' </proc/{pid}/cmdline")
        assert "-c /etc/dovecot/dovecot.conf" in command, command
    assert moved.status("systemctl reload " + " ".join(f"{unit}.service" for unit in UNITS[:2])) == 0


def test_quota_status_answers_at_dovecots_path(moved):
    assert quota_status(moved, "ann@example.org", "dovecot-quota") == "action=DUNNO"
    assert "--service quota-status -c /etc/dovecot/dovecot.conf" in moved.run(
        f"tr '\\0' ' ' </proc/{moved.main_pid('dovetail-quota-status')}/cmdline")


def test_postgreys_own_service_runs_our_program(booted):
    """Way A of the guide: Debian's unit, options, user and folder."""
    drop_in = readme.block("examples/migrate/postgrey.md", "A: the same service, another program", 0)
    booted.write("/etc/systemd/system/postgrey.service.d/override.conf", drop_in)
    booted.run("systemctl daemon-reload; systemctl restart postgrey")
    assert eventually(lambda: booted.status("ss -ltn 2>/dev/null | grep -q :10023 || "
                                            "python3 -c \"import socket; socket.create_connection(('127.0.0.1', 10023))\"") == 0, 20)
    assert "/dovetail-policyd" in booted.run("readlink /proc/$(systemctl show -P MainPID postgrey)/exe")
    assert booted.run("stat -c %U /proc/$(systemctl show -P MainPID postgrey)").strip() == "postgrey"
    booted.write("/root/ask.py", """\
import socket
peer = socket.create_connection(('127.0.0.1', 10023))
peer.sendall(b'request=smtpd_access_policy\\nprotocol_state=RCPT\\nclient_address=192.0.2.9\\nclient_name=x.test\\n'
             b'sender=a@x.test\\nrecipient=b@y.test\\n\\n')
print(peer.recv(300).decode())
""")
    assert re.search(r"action=(DEFER_IF_PERMIT|4\d\d).*[Gg]reylisted", booted.run("python3 /root/ask.py"))
    assert booted.run("stat -c %U /var/lib/postgrey/dovetail-greylist.db").strip() == "postgrey"
    booted.run("rm -r /etc/systemd/system/postgrey.service.d; systemctl daemon-reload; systemctl restart postgrey; "
               "rm /var/lib/postgrey/dovetail-greylist*")
    assert "perl" in booted.run("readlink /proc/$(systemctl show -P MainPID postgrey)/exe"), "and back"
