# SPDX-License-Identifier: MIT
"""The packages' own ways: an upgrade that nobody notices, removal, and a purge that leaves nothing. Last on the machine."""
import time

from scenario import DAEMONS, Load, arrived, configuration, our_processes, send

REPACK = """cd /root && rm -rf up && mkdir up && for d in deb/*.deb; do
  n=$(basename $d .deb); dpkg-deb -R $d up/$n
  sed -i 's/^Version: .*/&+1/; s/(= \\([^)]*\\))/(= \\1+1)/' up/$n/DEBIAN/control
  test ! -e up/$n/etc/dovetail/dovetail.conf || echo '# a new line of the new version' >>up/$n/etc/dovetail/dovetail.conf
  dpkg-deb -Znone -b up/$n up/$n.new.deb >/dev/null; done"""


def test_an_unchanged_configuration_is_replaced_without_a_question(booted):
    booted.run(REPACK)
    shipped = booted.run("dpkg-deb --fsys-tarfile /root/deb/dovetail-common_*.deb | tar -xO ./etc/dovetail/dovetail.conf")
    booted.write("/etc/dovetail/dovetail.conf", shipped)
    booted.run("dpkg -i /root/up/dovetail-common*.new.deb </dev/null", check=False)
    assert booted.read("/etc/dovetail/dovetail.conf").endswith("# a new line of the new version\n")


def test_upgrade_keeps_the_configuration_and_refuses_nobody(booted):
    booted.write("/etc/dovetail/dovetail.conf", configuration())
    booted.run("cd /root/deb && dpkg -i --force-confold --force-downgrade *.deb </dev/null")
    # A drop-in folder is where an administrator's lines belong; a file changed in place is asked about, as any conffile.
    load = Load(booted, "policy")
    booted.run("dpkg -i --force-confold /root/up/*.new.deb </dev/null")
    time.sleep(0.3)
    counts = load.stop()
    assert counts["refused"] == counts["cut"] == counts["wrong"] == 0, counts
    assert booted.read("/etc/dovetail/dovetail.conf") == configuration()
    assert booted.run("dpkg-query -W -f '${Version}' dovetail-policyd").strip().endswith("+1")
    for unit in DAEMONS:
        assert booted.run(f"systemctl is-active {unit}.socket").strip() == "active", unit
        new = "deleted" not in booted.run(f"readlink /proc/$(systemctl show -P MainPID {unit})/exe")
        assert new, f"{unit} still runs the old program"
    assert send(booted, "f@example.net", "ann@example.org", "later") == "250"
    assert arrived(booted, "/var/vmail/example.org/ann/new", "Subject: later")


def test_removal_stops_all_and_keeps_configuration_and_state(booted):
    booted.run("dpkg --remove $(dpkg-query -W -f '${Package}\\n' 'dovetail*')")
    assert our_processes(booted) == {}
    assert booted.run("find /var/spool/postfix/private /run/dovetail -name '*dovetail*' -o -name tabled | grep -v '^/run/dovetail$' || true").strip() == ""
    assert booted.read("/etc/dovetail/dovetail.conf") == configuration()
    assert booted.run("ls /var/lib/dovetail/policyd").strip() != ""


def test_purge_leaves_nothing(booted):
    booted.run("dpkg --purge dovetail-common dovetail-policyd dovetail-authd dovetail-lmtpd dovetail-tabled")
    left = booted.run("find / -xdev -iname '*dovetail*' -not -path '/proc/*' -not -path '/root/*' -not -path "
                      "'/var/log/*' -not -path '/tmp/systemd-private-*' -not -path '/var/tmp/systemd-private-*'")
    # The administrator's own files keep their folder; mail and users stay, as Debian's policy wants.
    assert set(left.split()) <= {"/etc/dovetail"}, left
    assert "dovetail.conf" not in booted.run("ls /etc/dovetail || true").split()
    assert booted.run("systemctl --failed --plain --no-legend").strip() == ""
    assert booted.run("systemctl list-unit-files --plain --no-legend 'dovetail*' || true").strip() == ""
    assert booted.status("test -d /var/vmail/example.org/ann") == 0
