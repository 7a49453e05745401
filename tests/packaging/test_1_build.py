# SPDX-License-Identifier: MIT
"""The packages as files: what lintian and piuparts say about them, what is in them and what they need."""
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import machine
from machine import WORK

PACKAGES = {"dovetail-common", "dovetail-policyd", "dovetail-authd", "dovetail-lmtpd", "dovetail-tabled"}
# A first upload closes no bug; there is no init script, on purpose; "nam" and "defaulH" are not written anywhere: the
# optimiser compares short texts as numbers, and what stands before such a number in the program looks like a word.
ACCEPTED = ("initial-upload-closes-no-bugs,package-supports-alternative-init-but-no-init.d-script,"
            "spelling-error-in-binary")
# What a daemon may be linked with, as packages of Debian 12.
LIBRARIES = {"libc6", "libgcc-s1", "libstdc++6", "libcrypt1", "libevent-core-2.1-7", "libevent-extra-2.1-7",
             "libevent-openssl-2.1-7", "libfmt9", "libmariadb3", "libpcre2-8-0", "libsodium23", "libsqlite3-0", "libssl3"}


def field(deb: Path, name: str) -> str:
    return subprocess.run(["dpkg-deb", "-f", deb, name], capture_output=True, text=True, check=True).stdout.strip()


def files(deb: Path) -> list[str]:
    listing = subprocess.run(["dpkg-deb", "-c", deb], capture_output=True, text=True, check=True).stdout
    return [line.split(None, 5)[5].removeprefix(".") for line in listing.splitlines()]


def test_one_package_a_daemon_plus_common(debs):
    for deb in debs:
        print(f"{deb.name}: {deb.stat().st_size / 1024:.0f} KiB, installed {field(deb, 'Installed-Size')} KiB")
    assert {field(deb, "Package") for deb in debs} == PACKAGES


def test_nothing_unexpected_is_linked(debs):
    for deb in debs:
        needed = {re.match(r"\S+", part.strip())[0] for part in field(deb, "Depends").split(",")}
        assert needed <= LIBRARIES | PACKAGES | {"systemd"}, (deb.name, needed)  # for systemd-sysusers


def test_every_unit_is_in_a_package_and_every_program_has_a_manual(debs):
    packed = {path for deb in debs for path in files(deb)}
    units = {path.name.removesuffix(".in") for path in (machine.TOP / "packaging/systemd").iterdir()
             if re.search(r"\.(socket|service\.in)$", path.name)}
    assert units == {Path(path).name for path in packed if path.startswith("/lib/systemd/system/dovetail")}
    programs = {Path(path).name for path in packed if re.match(r"/usr/s?bin/.", path)}
    manuals = {Path(path).name.split(".")[0] for path in packed if "/man/man" in path}
    assert programs == PACKAGES - {"dovetail-common"} | {"dovetail"} and programs <= manuals
    assert not [path for path in packed if path.startswith("/etc/systemd")], "a package enables no unit by itself"


def test_cmake_install_does_the_same_elsewhere(packages, debs, tmp_path):
    """What the packages hold but Debian's own (change logs, logcheck, examples), below DESTDIR and another prefix."""
    build = next(packages.glob("dovetail-*/obj-*"), None)
    if build is None:
        pytest.skip("packages without their build folder")
    subprocess.run(["cmake", "--install", build, "--prefix", "/opt/dovetail"], check=True, capture_output=True,
                   env={**os.environ, "DESTDIR": str(tmp_path)})
    installed = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if not path.is_dir()}
    debians = re.compile(r"^/usr/share/(doc|lintian)/|^/etc/logcheck/|/$")
    packed = {path[1:].removesuffix(".gz") for deb in debs for path in files(deb) if not debians.search(path)}
    # Units and zsh's completion have folders of their own on Debian, which the rules file names.
    packed = {re.sub(r"^usr/(?!share/zsh/)", "opt/dovetail/", path) for path in packed}
    # debhelper names these two after the package.
    packed = {re.sub(r"(sysusers|tmpfiles)\.d/dovetail-common\.conf$", r"\1.d/dovetail.conf", path) for path in packed}
    assert installed == packed
    unit = (tmp_path / "lib/systemd/system/dovetail-authd.service").read_text()
    assert "ExecStart=/opt/dovetail/sbin/dovetail-authd" in unit


def test_lintian_has_nothing_to_say(packages):
    if shutil.which("lintian") is None:
        pytest.skip("not installed: lintian")
    changes = next(packages.glob("*.changes"))
    outcome = subprocess.run(["lintian", "--allow-root", "--pedantic", "-I", "-E", "--tag-display-limit", "0",
                              "--suppress-tags", ACCEPTED, changes], capture_output=True, text=True)
    said = [line for line in outcome.stdout.splitlines() if not line.startswith(("X:", "N:"))]
    assert outcome.returncode == 0 and said == [], outcome.stdout + outcome.stderr


def repository_of(debs: list[Path], folder: Path) -> None:
    """A repository with the packages, and with the same under a lower version for the way from there to here."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for deb in debs:
        tree = folder / "tree"
        subprocess.run(["dpkg-deb", "-R", deb, tree], check=True)
        control = tree / "DEBIAN/control"
        text = re.sub(r"^(Version: .*)$", r"\1~before", control.read_text(), flags=re.M)
        control.write_text(re.sub(r"\(= ([^)]*)\)", r"(= \1~before)", text))
        subprocess.run(["dpkg-deb", "-Znone", "-b", tree, folder / f"before-{deb.name}"], check=True, capture_output=True)
        shutil.rmtree(tree)
        shutil.copy(deb, folder)
    with open(folder / "Packages", "wb") as index:
        subprocess.run(["dpkg-scanpackages", "-m", "."], cwd=folder, stdout=index, stderr=subprocess.DEVNULL, check=True)


def test_piuparts_installs_upgrades_and_purges(debs):
    missing = machine.missing_tool() or next((t for t in ("piuparts", "dpkg-scanpackages") if not shutil.which(t)), None)
    if missing:
        pytest.skip(f"not installed: {missing}")
    base, repository, log = machine.base_tree(), WORK / "repository", WORK / "piuparts.log"
    repository_of(debs, repository)
    command = ["piuparts", "--log-level=info", "--log-file", log, "--existing-chroot", base, "--distribution=bookworm",
               "--no-eatmydata", "--warn-on-others", "--bindmount", repository,
               f"--extra-repo=deb [trusted=yes] file://{repository} ./", *debs]
    outcome = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                             env={**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin"})
    assert outcome.returncode == 0, log.read_text(errors="replace")[-8000:]
    text = log.read_text(errors="replace")
    for passed in ("Installation and purging test", "Installation, upgrade and purging tests", "All tests"):
        assert f"PASS: {passed}." in text, text[-3000:]
