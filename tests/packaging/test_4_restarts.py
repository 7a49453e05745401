# SPDX-License-Identifier: MIT
"""Restarts, kills, hangs and wrong configurations: Postfix never meets a closed door."""
import time

import pytest
from scenario import DAEMONS, Load, ask, configuration, eventually


# One connection a request, and many on one as Postfix's processes keep them (its LMTP client makes one a mail).
SHAPES = [(unit, kind) for unit, kind in DAEMONS.items()] + [
    (unit, "kept-" + kind) for unit, kind in DAEMONS.items() if kind != "lmtp"]


@pytest.mark.parametrize("unit,kind", SHAPES)
def test_ten_restarts_under_load_refuse_and_cut_nothing(booted, unit, kind):
    load = Load(booted, kind)
    time.sleep(0.5)
    for _ in range(10):
        booted.run(f"systemctl restart {unit}.service")
        time.sleep(0.1)
    counts = load.stop()
    assert booted.run(f"systemctl is-active {unit}-admin.socket").strip() == "active", "restarted as often"
    assert counts["ok"] > 20 and counts["refused"] == counts["cut"] == counts["wrong"] == 0, counts


@pytest.mark.parametrize("unit", DAEMONS)
def test_sigkill_is_followed_by_a_restart(booted, unit):
    before = booted.main_pid(unit)
    booted.run(f"kill -KILL {before}")
    assert eventually(lambda: booted.main_pid(unit) not in (0, before), 60)
    counts = ask(booted, DAEMONS[unit])
    assert counts["ok"] > 0 and counts["refused"] == counts["wrong"] == 0, counts


@pytest.mark.parametrize("unit", DAEMONS)
def test_the_watchdog_replaces_a_daemon_that_hangs(booted, unit):
    booted.write(f"/etc/systemd/system/{unit}.service.d/test.conf", "[Service]\nWatchdogSec=4s\n")
    booted.run(f"systemctl daemon-reload; systemctl restart {unit}.service")
    before = booted.main_pid(unit)
    time.sleep(5)
    assert booted.main_pid(unit) == before, "one that works is left alone"
    booted.run(f"kill -STOP {before}")
    assert eventually(lambda: booted.main_pid(unit) not in (0, before), 60)
    assert "watchdog" in booted.journal(unit).lower()
    booted.run(f"rm /etc/systemd/system/{unit}.service.d/test.conf; systemctl daemon-reload; systemctl restart {unit}.service")
    assert ask(booted, DAEMONS[unit])["ok"] > 0


@pytest.mark.parametrize("unit", DAEMONS)
def test_a_reload_with_a_wrong_configuration_fails_visibly_and_changes_nothing(booted, unit):
    before = booted.main_pid(unit)
    booted.write("/etc/dovetail/dovetail.conf", configuration() + "no_such_setting = 1\n")
    assert booted.status(f"systemctl reload {unit}.service") != 0, unit
    assert "no_such_setting" in booted.journal(unit), "with file and line"
    # Past systemd's own check: the daemon refuses by itself, and systemctl status shows it.
    booted.run(f"kill -HUP {before}")
    assert eventually(lambda: "reload" in booted.run(f"systemctl show -P StatusText {unit}").lower(), 5)
    assert ask(booted, DAEMONS[unit])["ok"] > 0
    booted.write("/etc/dovetail/dovetail.conf", configuration())
    assert booted.status(f"systemctl reload {unit}.service") == 0, booted.journal(unit)
    assert booted.main_pid(unit) == before


@pytest.mark.parametrize("unit", DAEMONS)
def test_a_stop_names_both_units(booted, unit):
    booted.run(f"systemctl stop {unit}.socket {unit}.service")
    assert ask(booted, DAEMONS[unit])["ok"] == 0
    booted.run(f"systemctl start {unit}.socket")
    assert ask(booted, DAEMONS[unit])["ok"] > 0
