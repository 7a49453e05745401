# SPDX-License-Identifier: MIT
"""`cmake --install`: below DESTDIR, to the prefix that was configured, and without touching a configuration."""
import os
import re
import subprocess
from pathlib import Path

import pytest
from harness import need
from harness.tools import binary_folder

BUILD = binary_folder().parent


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    need("cmake")
    root = tmp_path_factory.mktemp("root")
    install(root)
    return root


def install(root: Path) -> None:
    """Without the build's own list of installed files: the build folder stays as it is."""
    subprocess.run(["cmake", "-DCMAKE_INSTALL_LOCAL_ONLY=1", "-P", BUILD / "packaging/cmake_install.cmake"], check=True,
                   env={**os.environ, "DESTDIR": str(root)}, capture_output=True)
    subprocess.run(["cmake", "-DCMAKE_INSTALL_LOCAL_ONLY=1", "-P", BUILD / "packaging/systemd/cmake_install.cmake"],
                   check=True, env={**os.environ, "DESTDIR": str(root)}, capture_output=True)


def test_all_is_below_destdir_and_the_units_name_the_prefix(root):
    prefix = re.search(r"^CMAKE_INSTALL_PREFIX:PATH=(.*)$", (BUILD / "CMakeCache.txt").read_text(), re.M)[1]
    units = list(root.glob(f"{prefix[1:]}/lib/systemd/system/dovetail-*.service"))
    assert len(units) == 7
    for unit in units:
        assert f"ExecStart={prefix}/sbin/dovetail-" in unit.read_text(), unit.name
    for path in ("lib/sysusers.d/dovetail.conf", "lib/tmpfiles.d/dovetail.conf", "share/man/man8/dovetail-authd.8"):
        assert (root / prefix[1:] / path).is_file(), path


def test_a_configuration_that_is_there_is_kept(root):
    configuration = root / "etc/dovetail/dovetail.conf"
    assert "auth_mechanisms" in configuration.read_text()
    configuration.write_text("greylist_delay = 60s\n")
    install(root)
    assert configuration.read_text() == "greylist_delay = 60s\n"
