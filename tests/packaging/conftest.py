# SPDX-License-Identifier: MIT
"""The packages and the machine that all files here share; they run in the order of their names, purge last."""
import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

import machine
from machine import WORK, Machine

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def packages() -> Path:
    """The folder with the built packages; $DOVETAIL_DEBS names one that exists already."""
    if "DOVETAIL_DEBS" in os.environ:
        return Path(os.environ["DOVETAIL_DEBS"])
    if shutil.which("dpkg-buildpackage") is None:
        pytest.skip("not installed: dpkg-buildpackage")
    target = WORK / "deb"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    log = target / "build.log"
    begun = time.monotonic()
    with open(log, "wb") as output:
        built = subprocess.run([HERE / "build-deb", str(target)], stdin=subprocess.DEVNULL, stdout=output,
                               stderr=subprocess.STDOUT)
    assert built.returncode == 0, log.read_text(errors="replace")[-6000:]
    print(f"packages built in {time.monotonic() - begun:.0f} s")
    return target


@pytest.fixture(scope="session")
def debs(packages) -> list[Path]:
    return sorted(path for path in packages.glob("*.deb") if "dbgsym" not in path.name)


@pytest.fixture(scope="session")
def booted(debs):
    """A machine that runs, with our packages in /root/deb, not installed."""
    if machine.missing_tool():
        pytest.skip(f"not installed: {machine.missing_tool()}")
    host = Machine("machine").boot()
    target = host.tree / "root/deb"
    target.mkdir()
    for deb in debs:
        shutil.copy(deb, target)
    host.write("/root/load.py", (HERE / "load.py").read_text())
    host.write("/root/send.py", (HERE / "send.py").read_text())
    yield host
    host.close()
