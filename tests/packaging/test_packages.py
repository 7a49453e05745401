# SPDX-License-Identifier: MIT
"""From built packages to real mail on a machine of its own, as README says, and back to nothing."""
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

import machine
from machine import TOP, WORK, Machine

DAEMONS = {"dovetail-policyd": "policy", "dovetail-quota-status": "quota", "dovetail-authd": "auth",
           "dovetail-tabled": "tables", "dovetail-lmtpd": "lmtp"}
HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def packages() -> Path:
    """The folder with the built packages; $DOVETAIL_DEBS names one that exists already."""
    import os
    if "DOVETAIL_DEBS" in os.environ:
        return Path(os.environ["DOVETAIL_DEBS"])
    missing = machine.missing_tool() or (None if shutil.which("dpkg-buildpackage") else "dpkg-buildpackage")
    if missing:
        pytest.skip(f"not installed: {missing}")
    target = WORK / "deb"
    shutil.rmtree(target, ignore_errors=True)
    subprocess.run([HERE / "build-deb", str(target)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    return target


@pytest.fixture(scope="module")
def booted(packages):
    if machine.missing_tool():
        pytest.skip(f"not installed: {machine.missing_tool()}")
    host = Machine("machine").boot()
    target = host.tree / "root/deb"
    target.mkdir()
    for deb in packages.glob("*.deb"):
        if "dbgsym" not in deb.name:
            shutil.copy(deb, target)
    host.write("/root/load.py", (HERE / "load.py").read_text())
    yield host
    host.close()


def our_processes(host: Machine) -> dict[str, dict[str, str]]:
    """/proc/PID/status of every process of ours, by pid inside the machine."""
    script = "for p in /proc/[0-9]*; do case $(readlink $p/exe) in */dovetail*) echo ==${p#/proc/}; cat $p/status;; esac; done"
    found = {}
    for block in host.run(script).split("==")[1:]:
        pid, _, status = block.partition("\n")
        found[pid.strip()] = dict(re.findall(r"^(\w+):\s+(.*)$", status, re.M))
    return found


def test_lintian_has_nothing_to_say(packages):
    if shutil.which("lintian") is None:
        pytest.skip("not installed: lintian")
    changes = next(packages.glob("*.changes"))
    outcome = subprocess.run(["lintian", "--allow-root", "--fail-on", "error,warning", "--suppress-tags",
                              "initial-upload-closes-no-bugs,package-supports-alternative-init-but-no-init.d-script",
                              str(changes)], capture_output=True, text=True)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_installing_starts_nothing_but_greylistings_socket(booted):
    booted.run("dpkg -i /root/deb/*.deb")
    assert our_processes(booted) == {}
    active = booted.run("systemctl list-units --type=socket --state=listening --plain --no-legend 'dovetail*'")
    assert {line.split()[0] for line in active.splitlines()} == {"dovetail-policyd.socket", "dovetail-policyd-admin.socket"}
    assert booted.run("systemctl --failed --plain --no-legend").strip() == ""


CONFIG = """\
auth_mechanisms = plain login
passdb {
  driver = sql
  args = /etc/dovetail/dovecot-sql.conf.ext
}
userdb {
  driver = sql
  args = /etc/dovetail/dovecot-sql.conf.ext
}
auth_socket_path = /run/dovetail/auth-userdb
mail_location = maildir:/var/vmail/%d/%n
lda_mailbox_autocreate = yes
greylist_delay = 1s
tables_dir = /etc/postfix/cf.d
protocol lmtp {
  postmaster_address = postmaster@example.org
  mail_plugins = $mail_plugins sieve quota
}
plugin {
  sieve = ~/.dovecot.sieve
  sieve_before = /etc/dovetail/sieve/before
  quota = maildir:User quota
  quota_rule = *:storage=1G
  quota_status_success = DUNNO
  quota_status_nouser = DUNNO
}
"""


def configure(host: Machine) -> None:
    """The administrator's part: README's lines and a mail database in SQLite."""
    import sys
    sys.path.insert(0, str(TOP / "tests/integration"))
    from harness import howto
    uid, gid = host.run("id -u vmail; id -g vmail").split()
    files = dict(howto.DOVECOT)
    query = files["dovecot-sql.conf.ext"]
    for correction in howto.CORRECTIONS + howto.TO_SQLITE:
        if correction.file == "dovecot-sql.conf.ext":
            query = query.replace(correction.old, correction.new)
    host.write("/etc/dovetail/dovecot-sql.conf.ext", query, 0o644)
    host.write("/etc/dovetail/dovetail.conf", CONFIG)
    host.write("/etc/dovetail/sieve/before/spam.sieve", howto.SPAM_SIEVE)
    for name, text in howto.POSTFIX_CF.items():
        for correction in howto.CORRECTIONS + howto.TO_SQLITE:
            if correction.file == name:
                text = text.replace(correction.old, correction.new)
        host.write(f"/etc/postfix/cf.d/{name}", text)
    data = howto.DATA.replace("private/dovecot-lmtp", "private/dovetail-lmtp")
    host.run("sqlite3 /var/lib/mail.db", stdin=howto.SCHEMA.format(auto="").replace("dovecot-lmtp", "dovetail-lmtp") +
             data + f"UPDATE virtual_user SET uid={uid}, gid={gid};")
    for key, value in howto.MAIN_CF.items():
        value = value.replace("private/dovecot-lmtp", "private/dovetail-lmtp").replace("private/auth", "private/dovetail-auth")
        value = value.replace("private/dovecot-quota", "private/dovetail-quota")
        value = value.replace("unix:postgrey/postgrey.socket", "unix:private/dovetail-policy")
        host.run(f"postconf '{key}={value}'")
    host.run("postconf inet_interfaces=127.0.0.1 inet_protocols=ipv4 mydestination= smtpd_peername_lookup=no "
             "smtpd_authorized_xclient_hosts=127.0.0.1 mynetworks=127.0.0.2/32 disable_dns_lookups=yes")
    units = " ".join(f"{name}{kind}.socket" for name in DAEMONS for kind in ("", "-admin"))
    host.run(f"systemctl enable --now {units} dovetail-authd-userdb.socket")
    host.run("systemctl restart postfix")


SEND = """\
import smtplib, sys, time
def once(sender, recipient, body, login=None):
    with smtplib.SMTP('127.0.0.1', 25) as s:
        s.ehlo('mail.example.net')
        s.docmd('XCLIENT', 'ADDR=192.0.2.10 NAME=mail.example.net')
        s.ehlo('mail.example.net')
        if login:
            s.login(*login)
        try:
            s.sendmail(sender, [recipient], body)
            return 250
        except smtplib.SMTPRecipientsRefused as e:
            return e.recipients[recipient][0]
"""


def send(host: Machine, expression: str) -> str:
    return host.run("python3 -", stdin=SEND + f"\nprint({expression})\n").strip()


def arrived(host: Machine, folder: str, marker: str) -> bool:
    end = time.monotonic() + 15
    while time.monotonic() < end:
        if host.status(f"grep -qrs '{marker}' {folder}") == 0:
            return True
        time.sleep(0.1)
    return False


def test_mail_passes_through_every_daemon(booted):
    configure(booted)
    assert send(booted, "once('f@example.net', 'ann@example.org', 'Subject: first\\n\\nx')") == "450"
    time.sleep(1.2)
    assert send(booted, "once('f@example.net', 'ann@example.org', 'Subject: first\\n\\nx')") == "250"
    assert arrived(booted, "/var/vmail/example.org/ann/new", "Subject: first"), booted.run("journalctl -q --no-pager -n 60")
    assert send(booted, "once('f@example.net', 'ann@example.org', 'Subject: junk\\nX-Spam-Flag: YES\\n\\nx')") == "250"
    assert arrived(booted, "/var/vmail/example.org/ann/.Spam/new", "Subject: junk")
    assert send(booted, "once('carol@example.org', 'info@example.org', 'Subject: alias\\n\\nx', "
                        "('carol@example.org', 'carol-secret'))") == "250"
    assert arrived(booted, "/var/vmail/example.org/ann/new", "Subject: alias")
    send(booted, "once('f@example.net', 'nobody@example.org', 'x')")  # greylisted first, as the how-to orders it
    time.sleep(1.2)
    assert send(booted, "once('f@example.net', 'nobody@example.org', 'x')") == "550"
    assert booted.run("journalctl -q --no-pager -t postfix/smtpd | grep -E 'warning|error|fatal' || true").strip() == ""


def test_no_process_of_ours_is_root_or_has_a_capability(booted):
    processes = our_processes(booted)
    assert len(processes) == len(DAEMONS)
    for pid, status in processes.items():
        assert "0" not in status["Uid"].split(), (pid, status["Name"])
        assert set(status["CapEff"] + status["CapPrm"] + status["CapInh"] + status["CapBnd"]) == {"0"}, status["Name"]
        assert status["NoNewPrivs"] == "1" and status["Seccomp"] == "2", status["Name"]


def test_each_daemon_sees_only_what_it_needs(booted):
    for unit in DAEMONS:
        inside = f"nsenter -t {booted.main_pid(unit)} -m -- "
        assert booted.status(f"{inside} touch /etc/x") != 0, unit
        assert booted.status(f"{inside} ls /home/nobody-was-here") != 0
        assert booted.run(f"{inside} sh -c 'ls -A /home /root | grep -v : | grep . || true'").strip() == "", unit
    policy = booted.main_pid("dovetail-policyd")
    assert booted.run(f"nsenter -t {policy} -n ip -br link 2>/dev/null || nsenter -t {policy} -n cat /proc/net/dev"
                      ).count("host0") == 0


@pytest.mark.parametrize("unit", DAEMONS)
def test_ten_restarts_under_load_refuse_and_cut_nothing(booted, unit):
    booted.run("rm -f /root/stop")
    load = subprocess.Popen(["nsenter", "-t", str(booted.leader), "-a", "python3", "/root/load.py", DAEMONS[unit]],
                            stdout=subprocess.PIPE, text=True)
    time.sleep(0.5)
    for _ in range(10):
        booted.run(f"systemctl restart {unit}.service")
        time.sleep(0.1)
    booted.run("touch /root/stop")
    counts = dict(pair.split("=") for pair in load.communicate(timeout=60)[0].split())
    print(unit, counts)
    assert int(counts["ok"]) > 100 and counts["refused"] == counts["cut"] == counts["wrong"] == "0", counts


@pytest.mark.parametrize("unit", DAEMONS)
def test_sigkill_is_followed_by_a_restart(booted, unit):
    before = booted.main_pid(unit)
    booted.run(f"kill -KILL {before}")
    end = time.monotonic() + 10
    while booted.main_pid(unit) in (0, before):
        assert time.monotonic() < end, unit
        time.sleep(0.1)
    booted.run("rm -f /root/stop")
    check = f"timeout 1 sh -c 'sleep 0.4; touch /root/stop' & python3 /root/load.py {DAEMONS[unit]}"
    counts = dict(pair.split("=") for pair in booted.run(check).split())
    assert int(counts["ok"]) > 0 and counts["refused"] == "0", (unit, counts)


@pytest.mark.parametrize("unit", DAEMONS)
def test_a_reload_with_a_wrong_configuration_fails_visibly_and_changes_nothing(booted, unit):
    before = booted.main_pid(unit)
    booted.write("/etc/dovetail/dovetail.conf", CONFIG + "no_such_setting = 1\n")
    assert booted.status(f"systemctl reload {unit}.service") != 0, unit
    booted.write("/etc/dovetail/dovetail.conf", CONFIG)
    assert booted.main_pid(unit) == before
    assert booted.status(f"systemctl reload {unit}.service") == 0, booted.journal(unit)
    assert booted.main_pid(unit) == before


def test_upgrade_keeps_the_configuration_and_the_sockets(booted):
    booted.run("""cd /root && rm -rf up && mkdir up && for d in deb/*.deb; do
        n=$(basename $d .deb); dpkg-deb -R $d up/$n
        sed -i 's/^Version: .*/&+1/; s/(= \\([^)]*\\))/(= \\1+1)/' up/$n/DEBIAN/control
        dpkg-deb -b up/$n up/$n.new.deb >/dev/null; done; dpkg -i up/*.new.deb </dev/null""")
    assert booted.read("/etc/dovetail/dovetail.conf") == CONFIG
    for unit in DAEMONS:
        assert booted.run(f"systemctl is-active {unit}.socket").strip() == "active", unit
    assert send(booted, "once('f@example.net', 'ann@example.org', 'Subject: later\\n\\nx')") == "250"
    assert arrived(booted, "/var/vmail/example.org/ann/new", "Subject: later")


def test_purge_leaves_nothing(booted):
    booted.run("dpkg --purge $(dpkg-query -W -f '${Package}\\n' 'dovetail*')")
    assert our_processes(booted) == {}
    left = booted.run("find / -xdev -iname '*dovetail*' -not -path '/proc/*' -not -path '/root/*' -not -path "
                      "'/var/log/*' -not -path '/tmp/systemd-private-*' -not -path '/var/tmp/systemd-private-*'; "
                      "find /var/spool/postfix/private -name 'tabled'")
    assert left.strip() in ("", "/etc/dovetail"), left
