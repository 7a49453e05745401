# SPDX-License-Identifier: MIT
"""The test that our source package has for autopkgtest(1), on a machine where nothing has been configured yet."""
import shutil

import machine
import pytest
from machine import TOP, Machine


@pytest.fixture
def fresh(debs):
    if machine.missing_tool():
        pytest.skip(f"not installed: {machine.missing_tool()}")
    host = Machine("fresh").boot()
    (host.tree / "root/deb").mkdir()
    for deb in debs:
        shutil.copy(deb, host.tree / "root/deb")
    host.run("dpkg -i /root/deb/*.deb </dev/null")
    yield host
    host.close()


def test_mail_goes_through_every_daemon(fresh):
    fresh.write("/root/mail", (TOP / "packaging/debian/tests/mail").read_text())
    assert fresh.run("cd /root && sh ./mail").endswith("mail went through every daemon\n")
