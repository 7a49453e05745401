# SPDX-License-Identifier: MIT
"""Mailboxes of several uids: the second unit of lmtpd, what it may do, and what its children may not."""
import re
import time

import pytest
from scenario import Load, arrived, configuration, eventually, our_processes, quota_status, send

UNIT = "dovetail-lmtpd-multi-uid"
QUOTA = "dovetail-quota-status"
OWNERS = {"ann": 6001, "carol": 6002}
SETUID_AND_SETGID = f"{(1 << 7) | (1 << 6):016x}"
# What a child of lmtpd is: the sendmail that redirected mail is handed to, where NoNewPrivileges= does not forbid it.
SENDMAIL = "#!/bin/sh\ncat /proc/self/status >/var/lib/dovetail/lmtpd/child.status; ls /proc/self/fd >/var/lib/dovetail/lmtpd/child.fds\n"
# Each of these implies NoNewPrivileges= for a service without CAP_SYS_ADMIN.
WITHOUT_NO_NEW_PRIVILEGES = "[Service]\n" + "".join(f"{name}\n" for name in (
    "NoNewPrivileges=no", "SystemCallFilter=", "SystemCallArchitectures=", "RestrictAddressFamilies=", "RestrictRealtime=no",
    "RestrictNamespaces=no", "RestrictSUIDSGID=no", "MemoryDenyWriteExecute=no", "LockPersonality=no", "PrivateDevices=no",
    "ProtectKernelTunables=no", "ProtectKernelModules=no", "ProtectKernelLogs=no", "ProtectClock=no", "ProtectHostname=no"))


@pytest.fixture(scope="module")
def several(booted):
    for name, uid in OWNERS.items():
        booted.run(f"groupadd -g {uid} {name}; useradd -u {uid} -g {uid} -M -d /home/mail/{name} {name}; "
                   f"mkdir -p /home/mail/{name}; chown {uid}:{uid} /home/mail/{name}; chmod 700 /home/mail/{name}; "
                   f"sqlite3 /var/lib/mail.db \"UPDATE virtual_user SET uid={uid}, gid={uid}, home='/home/mail', "
                   f"maildir='{name}' WHERE address='{name}@example.org'\"")
    booted.write("/etc/dovetail/dovetail.conf", configuration().replace("maildir:/var/vmail/%d/%n", "maildir:~/Maildir"))
    booted.run(f"systemctl stop dovetail-lmtpd.socket dovetail-lmtpd-admin.socket dovetail-lmtpd.service; "
               f"systemctl enable --now {UNIT}.socket {UNIT}-admin.socket; systemctl restart {QUOTA}.service")
    yield booted
    booted.run(f"systemctl disable --now {UNIT}.socket {UNIT}-admin.socket {UNIT}.service 2>&1; "
               f"rm -rf /etc/systemd/system/{UNIT}.service.d; systemctl daemon-reload; "
               "systemctl start dovetail-lmtpd.socket dovetail-lmtpd-admin.socket")
    uid, gid = booted.run("id -u vmail; id -g vmail").split()
    booted.run(f"sqlite3 /var/lib/mail.db \"UPDATE virtual_user SET uid={uid}, gid={gid}, home='/var/vmail', "
               "maildir=replace(address, '@example.org', '') WHERE uid > 6000; "
               "UPDATE virtual_user SET maildir='example.org/' || maildir WHERE maildir NOT LIKE '%/%'\"")
    booted.write("/etc/dovetail/dovetail.conf", configuration())
    booted.run("systemctl restart dovetail-quota-status.service")


def test_mail_is_written_as_its_owner(several):
    for name, uid in OWNERS.items():
        assert send(several, "f@example.net", f"{name}@example.org", f"own-{name}", "bob@example.org", "bob-secret") == "250"
        assert arrived(several, f"/home/mail/{name}/Maildir/new", f"Subject: own-{name}"), several.journal(UNIT)
        owners = several.run(f"find /home/mail/{name} -printf '%U:%G\\n' | sort -u").split()
        assert owners == [f"{uid}:{uid}"]
        assert several.run(f"find /home/mail/{name} -perm /077 -printf '%p\\n'").strip() == ""


def test_it_is_not_root_and_may_only_change_ids(several):
    status = our_processes(several)[str(several.main_pid(UNIT))]
    uid = several.run("id -u _dovetail-lmtp").strip()
    assert status["Uid"].split() == [uid] * 4
    for name in ("CapEff", "CapPrm"):
        assert status[name] == SETUID_AND_SETGID, name
    for name in ("CapBnd", "CapInh", "CapAmb"):  # nothing that another program could get
        assert status[name] == "0" * 16, name
    assert status["NoNewPrivs"] == "1" and status["Seccomp"] == "2"
    assert several.run("systemctl is-active dovetail-lmtpd.service dovetail-lmtpd.socket || true").split() == ["inactive"] * 2


def test_every_thread_is_back_to_its_own_ids_after_a_delivery(several):
    uid = several.run("id -u _dovetail-lmtp").strip()
    for thread in several.run(f"grep -h ^Uid: /proc/{several.main_pid(UNIT)}/task/*/status").splitlines():
        assert thread.split()[1:] == [uid] * 4


def test_ten_restarts_under_load_refuse_and_cut_nothing(several):
    load = Load(several, "lmtp")
    time.sleep(0.5)
    for _ in range(10):
        several.run(f"systemctl restart {UNIT}.service")
        time.sleep(0.1)
    counts = load.stop()
    assert counts["ok"] > 20 and counts["refused"] == counts["cut"] == counts["wrong"] == 0, counts


@pytest.fixture
def quota(several):
    """The other unit of quota-status, by the one command that the guide has; mail of carol's over her quota."""
    several.run("sqlite3 /var/lib/mail.db \"UPDATE virtual_user SET quota=1 WHERE address='carol@example.org'\"; "
                "cd /home/mail/carol && mkdir -p Maildir/cur Maildir/new Maildir/tmp && head -c 3M /dev/zero >Maildir/cur/1.x.y:2,S && "
                "rm -f Maildir/maildirsize && chown -R carol:carol . && chmod -R go= .")
    yield several
    several.run(f"systemctl disable --now {QUOTA}-multi-uid.socket {QUOTA}-multi-uid-admin.socket {QUOTA}-multi-uid.service 2>&1; "
                f"systemctl start {QUOTA}.socket {QUOTA}-admin.socket; cd /home/mail/carol/Maildir; rm -f cur/1.x.y:2,S maildirsize; "
                "sqlite3 /var/lib/mail.db \"UPDATE virtual_user SET quota=0 WHERE address='carol@example.org'\"")


def test_quota_status_reads_mailboxes_of_several_uids(quota):
    for owner in OWNERS:
        assert quota_status(quota, f"{owner}@example.org") == "action=DEFER_IF_PERMIT Temporary internal error", "vmail may not"
    quota.run(f"systemctl enable --now {QUOTA}-multi-uid.socket {QUOTA}-multi-uid-admin.socket")
    assert quota.run(f"systemctl is-active {QUOTA}.socket {QUOTA}.service || true").split() == ["inactive"] * 2
    assert quota_status(quota, "ann@example.org") == "action=DUNNO", quota.journal(f"{QUOTA}-multi-uid")
    assert quota_status(quota, "carol@example.org").startswith("action=554 5.2.2 "), quota.journal(f"{QUOTA}-multi-uid")
    assert send(quota, "f@example.net", "carol@example.org", "too much") in ("552", "554")
    assert quota_status(quota, "nobody@example.org") == "action=DUNNO"
    assert "process_start_time_seconds" in quota.run(
        "curl -sf --unix-socket /run/dovetail/quota-status.admin http://x/metrics")


def test_quota_status_is_not_root_writes_nowhere_and_has_no_network(quota):
    quota.run(f"systemctl enable --now {QUOTA}-multi-uid.socket {QUOTA}-multi-uid-admin.socket")
    assert quota_status(quota, "ann@example.org") == "action=DUNNO"
    pid = quota.main_pid(f"{QUOTA}-multi-uid")
    status = our_processes(quota)[str(pid)]
    uid = quota.run("id -u _dovetail-lmtp").strip()
    assert status["Uid"].split() == [uid] * 4 and status["NoNewPrivs"] == "1" and status["Seccomp"] == "2"
    assert {status[name] for name in ("CapEff", "CapPrm")} == {SETUID_AND_SETGID}
    assert {status[name] for name in ("CapBnd", "CapInh", "CapAmb")} == {"0" * 16}
    # With the owner's uid and with the service's mounts.
    as_owner = f"nsenter -t {pid} -m -- setpriv --reuid={OWNERS['ann']} --regid={OWNERS['ann']} --clear-groups"
    assert quota.status(f"{as_owner} test -r /home/mail/ann/Maildir/new") == 0
    assert quota.status(f"{as_owner} touch /home/mail/ann/Maildir/new/x") != 0
    assert quota.run(f"readlink /proc/{pid}/ns/net") != quota.run("readlink /proc/1/ns/net")


def test_quota_status_of_several_uids_is_restarted_without_a_refusal(quota):
    quota.run(f"systemctl enable --now {QUOTA}-multi-uid.socket {QUOTA}-multi-uid-admin.socket")
    load = Load(quota, "quota")
    time.sleep(0.5)
    for _ in range(10):
        quota.run(f"systemctl restart {QUOTA}-multi-uid.service")
        time.sleep(0.1)
    counts = load.stop()
    assert counts["ok"] > 20 and counts["refused"] == counts["cut"] == counts["wrong"] == 0, counts


def test_a_child_process_has_no_capability_and_no_descriptor(several):
    several.write("/usr/local/bin/sendmail", SENDMAIL, 0o755)
    several.write(f"/etc/systemd/system/{UNIT}.service.d/child.conf", WITHOUT_NO_NEW_PRIVILEGES)
    several.write("/etc/dovetail/dovetail.conf", configuration().replace("maildir:/var/vmail/%d/%n", "maildir:~/Maildir")
                  + "sendmail_path = /usr/local/bin/sendmail\n")
    several.write("/home/mail/carol/.dovecot.sieve", 'redirect "ann@example.org";\n')
    several.run(f"chown carol: /home/mail/carol/.dovecot.sieve; systemctl daemon-reload; systemctl restart {UNIT}.service")
    parent = our_processes(several)[str(several.main_pid(UNIT))]
    assert parent["CapEff"] == SETUID_AND_SETGID and parent["NoNewPrivs"] == "0"
    assert send(several, "f@example.net", "carol@example.org", "for a child", "bob@example.org", "bob-secret") == "250"
    assert arrived(several, "/var/lib/dovetail/lmtpd", "^CapEff"), several.journal(UNIT)
    child = dict(re.findall(r"^(\w+):\s+(.*)$", several.run("cat /var/lib/dovetail/lmtpd/child.status"), re.M))
    for name in ("CapEff", "CapPrm", "CapInh", "CapAmb", "CapBnd"):
        assert child[name] == "0" * 16, (name, child[name])
    assert len(set(child["Uid"].split())) == 1 and child["Uid"].split()[0] != "0"
    assert several.run("cat /var/lib/dovetail/lmtpd/child.fds").split() == ["0", "1", "2", "3"], "3 is ls's own"
    several.run("rm /var/lib/dovetail/lmtpd/child.* /home/mail/carol/.dovecot.sieve /usr/local/bin/sendmail")


def test_the_single_uid_unit_loses_no_mail_of_other_uids(several):
    """authd does not tell the mail user about other uids, and lmtpd could not become them: Postfix keeps the mail."""
    several.run(f"systemctl stop {UNIT}.socket {UNIT}-admin.socket {UNIT}.service; systemctl start dovetail-lmtpd.socket")
    assert send(several, "f@example.net", "ann@example.org", "later", "bob@example.org", "bob-secret") == "250"
    assert eventually(lambda: "lookup failed" in several.journal("dovetail-lmtpd"), 15)
    assert eventually(lambda: "(deferred)" in several.run("mailq") or "451 4.3.0" in several.run("mailq"), 15)
    several.run(f"systemctl stop dovetail-lmtpd.socket dovetail-lmtpd.service; systemctl start {UNIT}.socket; postqueue -f")
    assert arrived(several, "/home/mail/ann/Maildir/new", "Subject: later")
