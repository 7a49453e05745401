# SPDX-License-Identifier: MIT
"""`cmake --install`: below DESTDIR, to the prefix configured or another, and without touching a configuration."""
import os
import re
import subprocess
from pathlib import Path

import pytest
from harness import need
from harness.tools import binary_folder

BUILD = binary_folder().parent
CONFIGURED = re.search(r"^CMAKE_INSTALL_PREFIX:PATH=(.*)$", (BUILD / "CMakeCache.txt").read_text(), re.M)[1]
PROGRAMS = {"dovetail": "bin", **{f"dovetail-{name}": "sbin" for name in ("policyd", "authd", "lmtpd", "tabled")}}


def install(root: Path, prefix: str) -> None:
    """Without the build's own list of installed files: the build folder stays as it is."""
    built = [f"daemons/{name.removeprefix('dovetail-')}" for name in PROGRAMS if (BUILD / "bin" / name).exists()]
    for folder in ("packaging", "packaging/systemd", *built):
        subprocess.run(["cmake", "-DCMAKE_INSTALL_LOCAL_ONLY=1", f"-DCMAKE_INSTALL_PREFIX={prefix}", "-P",
                        BUILD / folder / "cmake_install.cmake"], check=True, env={**os.environ, "DESTDIR": str(root)},
                       capture_output=True)


@pytest.fixture(scope="module", params=[CONFIGURED, "/opt/dovetail"])
def installed(request, tmp_path_factory) -> tuple[Path, str]:
    need("cmake")
    root = tmp_path_factory.mktemp("root")
    install(root, request.param)
    return root, request.param


def test_all_is_below_destdir_and_the_units_name_the_prefix(installed):
    root, prefix = installed
    units = list(root.glob(f"{prefix[1:]}/lib/systemd/system/dovetail-*.service"))
    assert len(units) == 7
    for unit in units:
        commands = re.findall(r"^Exec(?:Start|Reload)=(?!/bin/kill)(.*)$", unit.read_text(), re.M)
        assert len(commands) == 2 and all(one.startswith(f"{prefix}/sbin/dovetail-") for one in commands), unit.name
        assert unit.stat().st_mode & 0o777 == 0o644, unit.name
    for path in ("lib/sysusers.d/dovetail.conf", "lib/tmpfiles.d/dovetail.conf", "share/man/man8/dovetail-authd.8"):
        assert (root / prefix[1:] / path).is_file(), path
    beside = {path.name for path in root.iterdir()} | {path.name for path in (root / "etc").iterdir()}
    assert beside == {prefix.split("/")[1], "etc", "dovetail"}, beside


def test_programs_run_from_there(installed):
    root, prefix = installed
    programs = [root / prefix[1:] / folder / name for name, folder in PROGRAMS.items() if (BUILD / "bin" / name).exists()]
    for program in programs:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=60, check=True).stdout
        assert said.startswith(program.name), said


def test_drop_ins_name_the_programs_there(installed, tmp_path):
    root, prefix = installed
    command = root / prefix[1:] / "bin/dovetail"
    if not command.exists() or not (root / prefix[1:] / "sbin/dovetail-authd").exists():
        pytest.skip("dovetail or dovetail-authd is not built")
    (tmp_path / "dovecot.conf").write_text("service auth {\n unix_listener /run/x/auth {\n  mode = 0600\n }\n}\n")
    printed = subprocess.run([command, "systemd", "sockets", "-c", tmp_path / "dovecot.conf"], capture_output=True, text=True,
                             timeout=60, check=True).stdout
    assert f"ExecStart={root}{prefix}/sbin/dovetail-authd -c {tmp_path}/dovecot.conf" in printed, printed


def test_a_configuration_that_is_there_is_kept(installed):
    root, prefix = installed
    folder = root / "etc/dovetail"  # where the programs look, whatever the prefix is
    assert "auth_mechanisms" in (folder / "dovetail.conf").read_text()
    lists = {name: (folder / "greylist" / name).read_text() for name in ("whitelist_clients", "whitelist_recipients")}
    for path in (folder / "dovetail.conf", folder / "greylist/whitelist_clients", folder / "greylist/whitelist_clients.local"):
        path.write_text("greylist_delay = 60s\n")
    install(root, prefix)
    assert (folder / "dovetail.conf").read_text() == "greylist_delay = 60s\n"
    assert (folder / "greylist/whitelist_clients.local").read_text() == "greylist_delay = 60s\n"
    assert {name: (folder / "greylist" / name).read_text() for name in lists} == lists, "updates replace the lists"
