# SPDX-License-Identifier: MIT
"""The units as built: what `systemd-analyze security` makes of them (0 best, 10 worst), and their sockets."""
import re
import subprocess
from pathlib import Path

import pytest
from harness import need
from harness.tools import binary_folder

UNITS = binary_folder().parent / "packaging/systemd"
SOURCES = Path(__file__).parents[3] / "packaging/systemd"

# The peers, for comparison: postgrey 9.6, dovecot 8.7.
THRESHOLDS = {"dovetail-policyd": 0.5, "dovetail-quota-status": 0.5, "dovetail-tabled": 1.2, "dovetail-authd": 1.5,
              "dovetail-lmtpd": 1.2, "dovetail-lmtpd-multi-uid": 2.0, "dovetail-quota-status-multi-uid": 1.2}


@pytest.mark.parametrize("unit", THRESHOLDS)
def test_exposure_stays_below_its_threshold(unit):
    need("systemd-analyze")
    outcome = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager", UNITS / f"{unit}.service"],
                             capture_output=True, text=True)
    match = re.search(r"Overall exposure level for \S+: ([0-9.]+)", outcome.stdout)
    assert match, outcome.stdout + outcome.stderr
    print(unit, match.group(1))
    assert float(match.group(1)) <= THRESHOLDS[unit], outcome.stdout


def test_every_service_has_a_socket_unit_and_every_socket_its_service():
    services = {path.stem for path in UNITS.glob("*.service")}
    assert services == set(THRESHOLDS)
    named = {re.search(r"^Service=(.*)\.service$", path.read_text(), re.M).group(1) for path in SOURCES.glob("*.socket")}
    assert named == services


def test_no_service_runs_as_root_and_none_can_be_stopped_by_quick_restarts():
    for path in UNITS.glob("*.service"):
        text = path.read_text()
        assert re.search(r"^User=(?!root)\S+", text, re.M), path.name
        assert "StartLimitIntervalSec=0" in text, path.name
    for path in SOURCES.glob("*.socket"):
        text = path.read_text()
        assert "TriggerLimitIntervalSec=0" in text, path.name
        assert "StartLimitIntervalSec=0" in text.partition("[Socket]")[0], path.name  # admin sockets restart with the service
