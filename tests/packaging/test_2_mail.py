# SPDX-License-Identifier: MIT
"""From built packages to real mail, with README's lines and nothing else, beside Debian's Postfix and Dovecot."""
import time

import readme
from scenario import DAEMONS, SECTION, arrived, configuration, configure_postfix, our_processes, send, write_site

OTHERS_FILES = "find /etc/postfix /etc/dovecot /etc/postgrey -type f -exec sha256sum {} + | sort"
LISTENING = "systemctl list-units --type=socket --state=listening --plain --no-legend 'dovetail*'"


def test_installing_starts_nothing_but_greylistings_socket(booted):
    command = readme.block("README.md", SECTION, 0).replace("apt install", "apt-get install -y")
    before = booted.run(OTHERS_FILES)
    booted.run(f"set -e; cd /root/deb; {command}")
    assert booted.run(OTHERS_FILES) == before and "/etc/postfix/main.cf" in before
    assert our_processes(booted) == {}
    active = {line.split()[0] for line in booted.run(LISTENING).splitlines()}
    assert active == {"dovetail-policyd.socket", "dovetail-policyd-admin.socket"}
    assert booted.run("systemctl --failed --plain --no-legend").strip() == ""


def test_the_shipped_configuration_is_one(booted):
    assert booted.run("dovetail config check -q").strip() == ""
    # A fresh Debian lacks the folder that Postgrey's users know.
    assert booted.run("stat -c %U:%a /var/spool/postfix/postgrey /run/dovetail").split() == ["root:755"] * 2


def test_systemd_finds_no_mistake_in_our_units(booted):
    """Each with what it names: programs, manual pages, other units."""
    said = booted.run("systemd-analyze verify --man=no /lib/systemd/system/dovetail*.service /lib/systemd/system/dovetail*.socket 2>&1",
                      check=False)
    assert [line for line in said.splitlines() if "dovetail" in line] == []


def test_readmes_steps_open_the_sockets(booted):
    write_site(booted)
    booted.write("/etc/dovetail/dovetail.conf", configuration())
    booted.run("set -e; " + readme.block("README.md", SECTION, 2))
    configure_postfix(booted)
    assert our_processes(booted) == {}, "a unit is started by its first client"
    assert booted.run("postfix check 2>&1").strip() == ""
    assert booted.run("stat -c %U:%G:%a /var/spool/postfix/private/dovetail-policy").strip() == "postfix:postfix:660"


def test_postfix_is_chrooted_as_debian_has_it(booted):
    assert booted.run("postconf -F smtp/inet/chroot").split()[-1] == "y"


def test_mail_passes_through_every_daemon(booted):
    def mail(subject, recipient="ann@example.org", *login, sender="f@example.net", header=""):
        return send(booted, sender, recipient, subject, *login, header=header)

    assert mail("first") == "450", "greylisted"
    time.sleep(1.2)
    assert mail("first") == "250"
    assert arrived(booted, "/var/vmail/example.org/ann/new", "Subject: first"), booted.run("journalctl -q --no-pager -n 60")
    assert mail("junk", header="X-Spam-Flag: YES\n") == "250"
    assert arrived(booted, "/var/vmail/example.org/ann/.Spam/new", "Subject: junk"), "Sieve"
    assert mail("alias", "info@example.org", "carol@example.org", "carol-secret", sender="carol@example.org") == "250"
    assert arrived(booted, "/var/vmail/example.org/ann/new", "Subject: alias"), "login and alias table"
    assert mail("x", "nobody@example.org") == "550"
    booted.run("cd /var/vmail/example.org && mkdir -p bob/cur bob/new bob/tmp && head -c 3M /dev/zero >bob/cur/1.x.y:2,S && "
               "chown -R vmail: bob")
    assert mail("full", "bob@example.org") in ("552", "554"), "quota-status: 3 MiB of 1"
    assert booted.run("journalctl -q --no-pager -t postfix/smtpd | grep -E 'warning|error|fatal' || true").strip() == ""


def test_all_is_back_after_a_reboot(booted):
    """Sockets in Postfix's folder and below /run, before Postfix asks for the first time."""
    booted.reboot()
    assert our_processes(booted) == {}
    assert send(booted, "f@example.net", "ann@example.org", "after the reboot", "ann@example.org", "ann-secret") == "250"
    assert arrived(booted, "/var/vmail/example.org/ann/new", "Subject: after the reboot")
    assert send(booted, "other@example.net", "ann@example.org", "unseen") == "450", "greylisting"
    assert booted.run("systemctl --failed --plain --no-legend").strip() == ""
    assert booted.run("systemctl is-active dovetail-policyd-admin.socket dovetail-tabled.service").split() == ["active"] * 2


def test_log_lines_have_the_names_that_readers_know(booted):
    journal = booted.run("journalctl -q --no-pager -o short -u dovetail-policyd -u dovetail-lmtpd -u dovetail-quota-status")
    assert " postgrey[" in journal and " dovecot[" in journal and "action=greylist, reason=new" in journal


def test_the_snippet_for_this_machine_has_nothing_to_add(booted):
    before = booted.run(OTHERS_FILES)
    lines = booted.run("dovetail postfix snippet")
    booted.run("dovetail systemd sockets; dovetail table convert /etc/postfix/main.cf /etc/postfix/master.cf")
    assert booted.run(OTHERS_FILES) == before, "printed, not written"
    for name, value in readme.settings(lines).items():
        assert booted.run(f"postconf -h {name}").strip() == value, name


def test_logcheck_has_nothing_to_report(booted):
    """What ordinary mail leaves in the log is covered by the rules that our packages bring."""
    booted.run("cat /etc/logcheck/ignore.d.server/dovetail-* >/root/rules; test -s /root/rules")
    lines = booted.run("journalctl -q --no-pager -o short " + " ".join(f"_SYSTEMD_UNIT={unit}.service" for unit in DAEMONS)
                       + " | grep -Evf /root/rules || true")
    assert lines.strip() == ""
