# SPDX-License-Identifier: MIT
"""The demonstration behind ./quickstart: every step as it should, and nothing left behind, also after Ctrl-C.

It runs at a terminal (a pty) because that is where Ctrl-C goes to every process of the foreground at once.
"""
import os
import pty
import signal
import sys
import time
from pathlib import Path

import pytest

from harness import wait_until

DEMO = Path(__file__).resolve().parents[3] / "packaging/scripts/demo.py"


class Terminal:
    """demo.py as the foreground process group of a terminal of its own, its folder below `folder`."""

    def __init__(self, folder: Path, *options: str):
        self.folder = folder
        self.text = ""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ["TMPDIR"] = str(folder)
            os.execv(sys.executable, [sys.executable, str(DEMO), *options])
        os.set_blocking(self.fd, False)

    def read(self) -> str:
        try:
            while data := os.read(self.fd, 65536):
                self.text += data.decode(errors="replace")
        except (BlockingIOError, OSError):  # EIO: the other side is gone
            pass
        return self.text

    def wait_for(self, words: str) -> None:
        wait_until(lambda: words in self.read(), 60, f"{words!r} on the terminal")

    def press_control_c(self) -> None:
        os.write(self.fd, b"\x03")

    def status(self) -> int:
        """The exit status, within a minute."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            self.read()
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.read()
                os.close(self.fd)
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.05)
        os.kill(self.pid, signal.SIGKILL)
        raise AssertionError(f"it does not end:\n{self.text}")

    def processes(self) -> list[str]:
        """Command lines that still speak of our folder."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                try:
                    line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                except OSError:
                    continue
                if str(self.folder) in line:
                    found.append(line)
        return found


@pytest.fixture
def folder(sandbox):
    """Short, and open to the daemons' users."""
    return sandbox.folder("t")


def nothing_left(terminal: Terminal) -> None:
    assert list(terminal.folder.iterdir()) == []
    assert terminal.processes() == []


def test_each_step_does_what_it_should(folder):
    terminal = Terminal(folder)
    assert terminal.status() == 0, terminal.text
    assert "Everything did what it should." in terminal.text
    assert "NOT ok" not in terminal.text
    assert terminal.text.count("ok\x1b[0m") >= 9
    nothing_left(terminal)


@pytest.mark.parametrize("moment", ["1. Daemons", "lmtpd", "Postfix listens", "3. A message"])
def test_control_c_at_any_moment_cleans_up(folder, moment):
    terminal = Terminal(folder)
    terminal.wait_for(moment)
    terminal.press_control_c()
    terminal.press_control_c()  # impatient
    assert terminal.status() == 130, terminal.text
    nothing_left(terminal)


def test_stay_serves_until_control_c(folder):
    terminal = Terminal(folder, "--stay")
    terminal.wait_for("Running until Ctrl-C")
    terminal.wait_for("smtpd_sasl_path")
    terminal.press_control_c()
    assert terminal.status() == 0, terminal.text
    nothing_left(terminal)
