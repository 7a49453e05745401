# SPDX-License-Identifier: MIT
"""The program of Debian's package in postgrey's place: user, folders and lists of the system, none of them named."""
import pwd
from pathlib import Path

import pytest
from harness import free_port, need, program
from harness.policy import PolicyClient
from harness.tools import answers


def test_the_default_options_of_debian_are_enough(sandbox):
    """POSTGREY_OPTS="--inet=10023", as /etc/default/postgrey has it; the port alone is the test's own."""
    need("postgrey", "unshare")
    if not Path("/etc/postgrey").is_dir() or not Path("/var/lib/postgrey").is_dir():
        pytest.skip("Debian's postgrey is not installed")
    owner = pwd.getpwnam("postgrey")
    lists = sandbox.folder("etc")
    state = sandbox.folder("state", 0o700, (owner.pw_uid, owner.pw_gid))
    sandbox.write("etc/whitelist_clients", "good.test\n")
    sandbox.write("etc/whitelist_clients.local", "local.test\n")
    sandbox.write("etc/whitelist_recipients", "postmaster@\n")
    sandbox.write("etc/whitelist_recipients.local", "open@b.test\n")
    kept = sandbox.write("state/postgrey.db", b"of the old program", 0o600, (owner.pw_uid, owner.pw_gid))
    port = free_port()
    process = sandbox.process("policyd-debian", [
        "unshare", "-m", "sh", "-c", f"mount --bind {lists} /etc/postgrey && mount --bind {state} /var/lib/postgrey && "
        f"exec {program('dovetail-policyd-debian')} --inet={port}"])
    process.wait_for(lambda: answers(("127.0.0.1", port)), "the port")
    with PolicyClient(port) as client:
        assert client.ask().startswith("DEFER_IF_PERMIT 4.2.0 Greylisted, see http://postgrey.schweikert.ch/help/b.test.html")
        assert client.ask(client_name="mx.good.test") == "DUNNO"
        assert client.ask(client_name="mx.local.test") == "DUNNO"
        assert client.ask(recipient="postmaster@b.test") == "DUNNO"
        assert client.ask(recipient="open@b.test") == "DUNNO"
    database = state / "dovetail-greylist.db"
    assert (database.stat().st_uid, database.stat().st_gid) == (owner.pw_uid, owner.pw_gid)
    assert kept.read_bytes() == b"of the old program"
    status = Path(f"/proc/{process.pid}/status").read_text()
    assert f"\nUid:\t{owner.pw_uid}\t{owner.pw_uid}\t{owner.pw_uid}" in status
    assert f"\nGid:\t{owner.pw_gid}\t{owner.pw_gid}\t{owner.pw_gid}" in status
