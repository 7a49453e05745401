# SPDX-License-Identifier: MIT
"""Sample, manual pages and programs say the same: what is written about settings and options is compared."""
import re
import subprocess
from pathlib import Path

import pytest
from harness import program

ROOT = Path(__file__).parents[3]
UPDATE = "run packaging/scripts/update_generated.sh build/dev/bin/dovetail"


def dovetail(*words):
    run = subprocess.run([program("dovetail"), *words], capture_output=True, text=True, timeout=60, check=True)
    return run.stdout


def test_sample_file_is_current():
    assert (ROOT / "examples/config/dovetail.conf").read_text() == dovetail("config", "sample"), UPDATE


def test_names_that_daemons_know_are_current():
    assert (ROOT / "libcommon/config/suite_tables.cpp").read_text() == dovetail("config", "sample", "--names"), UPDATE


def test_manual_of_settings_is_current():
    page = (ROOT / "packaging/man/man5/dovetail.conf.5").read_text()
    part = re.search(r'^\.\\" BEGIN SETTINGS.*?\n(.*)^\.\\" END SETTINGS', page, re.S | re.M)
    assert part and part[1] == dovetail("config", "sample", "--manual"), UPDATE


def test_sample_file_is_a_configuration():
    run = subprocess.run([program("dovetail"), "config", "check", "-q", "-c",
                          str(ROOT / "examples/config/dovetail.conf")], capture_output=True, text=True, timeout=60)
    assert (run.returncode, run.stdout) == (0, "")


def test_manual_of_commands_is_current():
    page = (ROOT / "packaging/man/man1/dovetail.1").read_text()
    part = re.search(r'^\.\\" BEGIN COMMANDS.*?\n(.*)^\.\\" END COMMANDS', page, re.S | re.M)
    assert part and part[1] == dovetail("help", "--manual"), UPDATE


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_completion_is_current(shell):
    script = (ROOT / f"packaging/completion/dovetail.{shell}").read_text()
    assert script == dovetail("help", "--completion", shell), UPDATE


@pytest.mark.parametrize("daemon,mode", [("policyd", []), ("policyd", ["--unix=/nowhere"]), ("authd", []), ("lmtpd", []),
                                         ("tabled", [])])
def test_every_option_is_in_the_daemons_manual(daemon, mode):
    """`mode`: also the options it has in Postgrey's place."""
    binary = Path(program("dovetail")).parent / f"dovetail-{daemon}"
    if not binary.exists():
        pytest.skip(f"dovetail-{daemon} is not built")
    text = subprocess.run([str(binary), *mode, "--help"], capture_output=True, text=True, timeout=60).stdout
    options = set(re.findall(r"(?<![\w-])(--[a-z][a-z0-9-]+|-[a-zA-Z](?=,))", text))
    assert len(options) > 5
    page = (ROOT / f"packaging/man/man8/dovetail-{daemon}.8").read_text().replace("\\-", "-")
    missing = sorted(option for option in options if not re.search(rf"\\fB{option}(=|\\f)", page))
    assert not missing, f"not in dovetail-{daemon}(8): {missing}"


@pytest.mark.parametrize("daemon", ["policyd", "authd", "lmtpd", "tabled"])
def test_a_daemons_manual_has_its_parts(daemon):
    page = (ROOT / f"packaging/man/man8/dovetail-{daemon}.8").read_text()
    parts = re.findall(r"^\.SH (.*)$", page, re.M)
    assert len(parts) == len(set(parts))
    for part in ("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "ADMIN SOCKET AND METRICS", "SERVICE MANAGER", "SIGNALS",
                 "EXIT STATUS", "SECURITY", "STANDARDS", "DIAGNOSTICS", "FILES", "EXAMPLES", "CONFIGURATION", "SEE ALSO"):
        assert part in parts


@pytest.mark.parametrize("page", sorted(ROOT.glob("packaging/man/man?/*")), ids=lambda page: page.name)
def test_manual_pages_are_sound(page):
    run = subprocess.run(["man", "--warnings", "-l", str(page)], capture_output=True, text=True, timeout=60,
                         env={"MANROFFSEQ": "", "MANWIDTH": "80", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"})
    assert run.returncode == 0 and not run.stderr, run.stderr
    assert (ROOT / "packaging/man").exists() and ".SH NAME" in page.read_text()
