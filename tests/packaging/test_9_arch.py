# SPDX-License-Identifier: MIT
"""The Arch packages: built by makepkg as an ordinary user, installed by pacman into an empty root."""
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from machine import TOP, WORK

PACKAGES = {"dovetail-common", "dovetail-policyd", "dovetail-authd", "dovetail-lmtpd", "dovetail-tabled"}
BUILDER = 65534  # makepkg refuses to run as root


def run(*command, **options) -> str:
    outcome = subprocess.run([str(part) for part in command], capture_output=True, text=True,
                             stdin=subprocess.DEVNULL, **options)
    assert outcome.returncode == 0, f"{command}\n{outcome.stdout[-4000:]}\n{outcome.stderr[-4000:]}"
    return outcome.stdout


@pytest.fixture(scope="module")
def built() -> list[Path]:
    for tool in ("makepkg", "pacman", "fakeroot", "bsdtar", "zstd"):
        if shutil.which(tool) is None:
            pytest.skip(f"not installed: {tool}")
    if "DOVETAIL_PKGS" in os.environ:  # a folder with packages that exist already
        return [path for path in Path(os.environ["DOVETAIL_PKGS"]).glob("*.pkg.tar.zst") if "-debug-" not in path.name]
    folder = WORK / "arch"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy(TOP / "packaging/arch/PKGBUILD", folder)
    version = re.search(r"^pkgver=(.*)$", (folder / "PKGBUILD").read_text(), re.M).group(1)
    run("git", "-C", TOP, "archive", f"--prefix=dovetail-{version}/", "-o", folder / f"dovetail-{version}.tar.gz", "HEAD")
    cache = WORK / "arch-ccache"  # where there is a compiler cache: makepkg's user has none
    cache.mkdir(exist_ok=True)
    for path in (folder, cache, *folder.iterdir()):
        os.chown(path, BUILDER, BUILDER)
    for path in folder.parents:  # makepkg's user must be able to get there
        if not path.stat().st_mode & 0o001:
            pytest.skip(f"{path} cannot be entered by another user; set DOVETAIL_PACKAGES")
    own = {name: os.environ[name] for name in ("MAKEPKG_CONF",) if name in os.environ}  # other flags than makepkg.conf's
    run("makepkg", "-d", "--nosign", cwd=folder, user=BUILDER, group=BUILDER, extra_groups=[],
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "CCACHE_DIR": str(cache), "PKGEXT": ".pkg.tar.zst",
             "CARCH": "x86_64", "LC_ALL": "C.UTF-8", "CMAKE_BUILD_PARALLEL_LEVEL": str(os.cpu_count()), **own})
    return [path for path in folder.glob("*.pkg.tar.zst") if "-debug-" not in path.name]


@pytest.fixture(scope="module")
def root(built) -> Path:
    root = WORK / "arch-root"
    shutil.rmtree(root, ignore_errors=True)
    (root / "var/lib/pacman").mkdir(parents=True)
    pacman(root, "-Udd", "--noconfirm", *built)
    yield root
    shutil.rmtree(root, ignore_errors=True)


def pacman(root: Path, *arguments) -> str:
    return run("pacman", "--root", root, "--dbpath", root / "var/lib/pacman", "--cachedir", root / "cache",
               "--logfile", root / "pacman.log", "--hookdir", root / "hooks", *arguments)


def test_all_packages_are_built(built):
    assert {re.sub(r"-[0-9].*", "", path.name) for path in built} == PACKAGES


def test_installed_files_are_as_packaged(root):
    outcome = pacman(root, "-Qkk", *PACKAGES)
    assert len(re.findall(r"0 altered files", outcome)) == len(PACKAGES), outcome


def test_programs_units_and_manuals_are_where_arch_has_them(root):
    for path in ("usr/bin/dovetail", "usr/bin/dovetail-policyd", "usr/lib/systemd/system/dovetail-policyd.socket",
                 "usr/lib/sysusers.d/dovetail.conf", "usr/share/man/man8/dovetail-policyd.8",
                 "etc/dovetail/dovetail.conf"):
        assert list(root.glob(path + "*")), path
    assert "/usr/bin/dovetail-policyd" in (root / "usr/lib/systemd/system/dovetail-policyd.service").read_text()
    assert not (root / "etc/systemd/system").exists(), "a package enables no service"


def test_users_and_folders_are_made(root):
    if shutil.which("systemd-sysusers") is None:
        pytest.skip("not installed: systemd-sysusers")
    run("systemd-sysusers", f"--root={root}", root / "usr/lib/sysusers.d/dovetail.conf")
    names = (root / "etc/passwd").read_text()
    assert all(f"{user}:" in names for user in ("_dovetail-policy", "_dovetail-auth", "_dovetail-tables", "vmail"))


def test_a_changed_configuration_survives_removal(root):
    configuration = root / "etc/dovetail/dovetail.conf"
    configuration.write_text(configuration.read_text() + "\n# changed\n")
    pacman(root, "-Rdd", "--noconfirm", *PACKAGES)
    assert (root / "etc/dovetail/dovetail.conf.pacsave").exists()
    left = [str(path) for path in root.rglob("*dovetail*") if path.is_file() and ".pacsave" not in path.name
            and "pacman" not in str(path)]
    assert left == []
