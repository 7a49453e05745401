# SPDX-License-Identifier: MIT
"""What the running daemons are allowed: no root, no capabilities, and only the files that each one needs."""
import pytest
from scenario import DAEMONS, eventually, our_processes

USERS = {"dovetail-policyd": "_dovetail-policy", "dovetail-quota-status": "vmail", "dovetail-authd": "_dovetail-auth",
         "dovetail-tabled": "_dovetail-tables", "dovetail-lmtpd": "vmail"}
# path, access, and the units that have it; mail and state of others are nobody else's business.
ACCESS = [("/etc/dovetail/dovetail.conf", "r", set(DAEMONS)),
          ("/etc/dovetail/dovetail.conf", "w", set()),
          ("/etc/dovetail/dovecot-sql.conf.ext", "r", {"dovetail-authd"}),
          ("/etc/postfix/cf.d/uid.cf", "r", {"dovetail-tabled"}),
          ("/var/vmail/example.org/ann/new", "r", {"dovetail-lmtpd", "dovetail-quota-status"}),
          ("/var/vmail/example.org/ann/new", "w", {"dovetail-lmtpd"}),
          ("/var/lib/dovetail/policyd/", "w", {"dovetail-policyd"}),
          ("/var/lib/dovetail/lmtpd/", "w", {"dovetail-lmtpd"}),
          ("/etc/shadow", "r", set()), ("/root/load.py", "r", set()), ("/var/spool/postfix/private/tabled", "w", set()),
          ("/etc", "w", set()), ("/usr/bin", "w", set()), ("/var/log", "w", set()), ("/home/ann/secret", "r", set())]


def inside(host, unit: str) -> str:
    """A prefix that runs a command with the service's user, groups, mounts and nothing more."""
    pid = host.main_pid(unit)
    ids = dict(line.split(":", 1) for line in host.run(f"cat /proc/{pid}/status").splitlines() if ":" in line)
    groups = ids["Groups"].strip().replace(" ", ",") or ids["Gid"].split()[0]
    return (f"nsenter -t {pid} -m -- setpriv --reuid={ids['Uid'].split()[0]} --regid={ids['Gid'].split()[0]} "
            f"--groups={groups} --bounding-set=-all --no-new-privs --")


@pytest.fixture(scope="module", autouse=True)
def home(booted):
    booted.run("mkdir -p /home/ann && echo x >/home/ann/secret && chmod -R a+rwX /home/ann")


def test_every_daemon_is_its_own_user_without_capabilities(booted):
    processes = our_processes(booted)
    assert len(processes) == len(DAEMONS)
    for unit, user in USERS.items():
        status = processes[str(booted.main_pid(unit))]
        uid = booted.run(f"id -u {user}").strip()
        assert status["Uid"].split() == [uid] * 4 and uid != "0", unit
        assert {status[name] for name in ("CapEff", "CapPrm", "CapInh", "CapBnd", "CapAmb")} == {"0" * 16}, unit
        assert status["NoNewPrivs"] == "1" and status["Seccomp"] == "2", unit


@pytest.mark.parametrize("path,access,units", ACCESS, ids=lambda value: str(value) if not isinstance(value, set) else "")
def test_only_these_daemons_have_access(booted, path, access, units):
    have = {unit for unit in DAEMONS if booted.status(f"{inside(booted, unit)} test -{access} {path}") == 0}
    assert have == units


def test_greylisting_and_quota_status_have_no_network(booted):
    for unit in DAEMONS:
        devices = booted.run(f"nsenter -t {booted.main_pid(unit)} -n cat /proc/self/net/dev").count(":")
        own = booted.run(f"readlink /proc/{booted.main_pid(unit)}/ns/net") != booted.run("readlink /proc/1/ns/net")
        assert own == (unit in ("dovetail-policyd", "dovetail-quota-status")), (unit, devices)


def test_authd_sees_the_true_uids_of_its_peers(booted):
    """The userdb socket decides by them; a private user namespace would show every peer as 65534."""
    pid = booted.main_pid("dovetail-authd")
    assert booted.run(f"readlink /proc/{pid}/ns/user") == booted.run("readlink /proc/1/ns/user")
    ask = "setpriv --reuid={0} --regid={0} --clear-groups dovetail user -a /run/dovetail/auth-userdb ann@example.org"
    mail_user = booted.run("id -u vmail").strip()
    assert "/var/vmail/example.org/ann" in booted.run(ask.format(mail_user))
    assert booted.status(ask.format(booted.run("id -u nobody").strip())) != 0, "not its own uid"


def test_lmtpd_hands_its_own_mail_to_postfix_by_smtp(booted):
    from scenario import arrived, send
    booted.write("/var/vmail/example.org/carol/.dovecot.sieve", 'redirect "ann@example.org";\n')
    booted.run("chown -R vmail: /var/vmail/example.org/carol")
    assert send(booted, "f@example.net", "carol@example.org", "passed on", "ann@example.org", "ann-secret") == "250"
    assert arrived(booted, "/var/vmail/example.org/ann/new", "Subject: passed on")
    journal = booted.journal("dovetail-lmtpd")
    assert "sendmail cannot work with NoNewPrivileges" in journal, "said once, at start"
    assert eventually(lambda: "forwarded to <ann@example.org>" in booted.journal("dovetail-lmtpd"), 5)
    booted.run("rm /var/vmail/example.org/carol/.dovecot.sieve")


def test_admin_sockets_are_root_and_adm_only(booted):
    for name in ("policyd", "quota-status", "authd", "tabled", "lmtpd"):
        assert booted.run(f"stat -c %U:%G:%a /run/dovetail/{name}.admin").strip() == "root:adm:660"
        assert "process_start_time_seconds" in booted.run(f"curl -sf --unix-socket /run/dovetail/{name}.admin http://x/metrics"), name
