# SPDX-License-Identifier: MIT
"""Small things every part of the harness needs."""
import os
import shutil
import socket
import tempfile
import time
from pathlib import Path

FULL = os.environ.get("DOVETAIL_FULL") == "1"
_SBIN = ("/usr/sbin", "/usr/lib/dovecot", "/usr/libexec/dovecot", "/usr/lib/postfix/sbin", "/sbin")


def binary_folder() -> Path:
    """Where the programs under test are: $DOVETAIL_BIN, which CTest sets."""
    return Path(os.environ.get("DOVETAIL_BIN", Path(__file__).parents[3] / "build/dev/bin"))


_copies: list[tempfile.TemporaryDirectory] = []


def program(name: str) -> str:
    """The full path of one of our programs, one that other users can reach: a copy where the checkout is private."""
    path = (binary_folder() / name).resolve()
    assert path.exists(), f"{path} is not built"
    if all(parent.stat().st_mode & 0o001 for parent in path.parents):
        return str(path)
    if not _copies:
        _copies.append(tempfile.TemporaryDirectory(prefix="dvt-bin-"))
        os.chmod(_copies[0].name, 0o755)
    copy = Path(_copies[0].name) / name
    if not copy.exists():
        shutil.copy(path, copy)
    return str(copy)


def find(name: str) -> str | None:
    return shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), *_SBIN]))


def need(*names: str) -> None:
    """Skips the test aloud where a counterpart is missing; ./check asks for a failure instead."""
    missing = [name for name in names if find(name) is None]
    if not missing:
        return
    import pytest  # not needed by quickstart, which shares this module
    message = f"not installed: {', '.join(missing)}"
    if os.environ.get("DOVETAIL_REQUIRE_PEERS") == "1":
        pytest.fail(message)
    pytest.skip(message)


def full_only() -> None:
    """For the long tests: they run with ./check --full (DOVETAIL_FULL=1)."""
    if not FULL:
        import pytest
        pytest.skip("long test: ./check --full")


def free_port() -> int:
    """A TCP port on 127.0.0.1 that nothing listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, seconds: float = 20.0, what: str = "condition", step: float = 0.05):
    """Calls condition() until it returns something true, and returns that. Readiness, never a fixed sleep."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise TimeoutError(f"{what} did not come true within {seconds} s")
        time.sleep(step)


def answers(address) -> bool:
    """Whether something accepts connections at a unix path or at (host, port)."""
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    with socket.socket(family) as probe:
        probe.settimeout(2)
        try:
            probe.connect(address)
            return True
        except OSError:
            return False
