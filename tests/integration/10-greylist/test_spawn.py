# SPDX-License-Identifier: MIT
"""spawn(8): a process a connection, several at once on one SQLite file."""
import os
import pwd
import socket
import sqlite3
import subprocess
import threading
import time

import pytest
from harness import program, wait_until
from harness.policy import PolicyClient, encode

NOBODY = pwd.getpwnam("nobody")
START = int(time.time()) - 100_000  # not so old that the clean-up of a silent moment takes it


class Spawned:
    """One process as Postfix's spawn starts it: the socket is standard input and output."""

    def __init__(self, sandbox, path: str):
        ours, theirs = socket.socketpair()
        self.process = subprocess.Popen([program("dovetail-policyd"), "-c", path, "--stdio"], stdin=theirs, stdout=theirs,
                                        stderr=open(sandbox / "stdio.log", "ab"), user=NOBODY.pw_uid, group=NOBODY.pw_gid,
                                        extra_groups=[], env={"DOVETAIL_POLICY_TEST_TIME": "1", "PATH": "/usr/bin:/bin"})
        theirs.close()
        self.client = PolicyClient.__new__(PolicyClient)
        self.client._socket, self.client._buffer = ours, b""
        ours.settimeout(30)

    def ask(self, **attributes):
        return self.client.ask(**attributes)

    def close(self) -> int:
        self.client.close()
        return self.process.wait(20)


@pytest.fixture
def spawn(sandbox):
    sandbox.folder("state", owner=(NOBODY.pw_uid, NOBODY.pw_gid))
    sandbox.write("policy.log", "", owner=(NOBODY.pw_uid, NOBODY.pw_gid))
    path = sandbox.write("dovetail.conf", f"""\
admin_socket =
log_path = {sandbox / 'policy.log'}
greylist_database = {sandbox / 'state/greylist.db'}
greylist_whitelist_clients =
greylist_whitelist_recipients =
service policy {{
}}
""")
    started = []

    def begin() -> Spawned:
        started.append(Spawned(sandbox, str(path)))
        return started[-1]
    begin.config = str(path)
    yield begin
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait()


def rows(sandbox, query: str) -> int:
    with sqlite3.connect(sandbox / "state/greylist.db") as database:
        return database.execute(query).fetchone()[0]


def test_what_one_process_saw_the_next_one_knows(sandbox, spawn):
    one, other = spawn(), spawn()
    assert one.ask(policy_test_time=START).startswith("DEFER_IF_PERMIT")
    assert other.ask(policy_test_time=START + 300).startswith("PREPEND X-Greylist: delayed 300 seconds")
    assert one.ask(policy_test_time=START + 301) == "DUNNO"
    for number in range(2, 6):  # the fifth success puts the client on the auto-whitelist, whoever counted
        process = one if number % 2 else other
        mail = dict(sender=f"s{number}x@a.test", instance=None)
        assert process.ask(**mail, policy_test_time=START + number * 10_000).startswith("DEFER_IF_PERMIT")
        assert process.ask(**mail, policy_test_time=START + number * 10_000 + 300).startswith("PREPEND")
    assert other.ask(sender="never@a.test", policy_test_time=START + 60_000) == "DUNNO"
    assert (sandbox / "policy.log").read_text().count("reason=client AWL") == 1
    assert one.close() == other.close() == 0


def test_two_that_write_at_once_lose_nothing(sandbox, spawn):
    processes = [spawn() for _ in range(3)]
    failed = []

    def load(number: int) -> None:
        for count in range(200):
            reply = processes[number].ask(sender=f"s{number}x{count}y@a.test", policy_test_time=START)
            if not reply.startswith("DEFER_IF_PERMIT"):
                failed.append(reply)
    threads = [threading.Thread(target=load, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert failed == []
    late = spawn()
    for number in range(3):
        for count in range(200):
            assert late.ask(sender=f"s{number}x{count}y@a.test", policy_test_time=START + 400).startswith(("PREPEND", "DUNNO"))
    assert rows(sandbox, "SELECT count(*) FROM greylist_settled") == 600


@pytest.mark.parametrize("survivors", [1, 3])
def test_sigkill_of_one_in_the_middle_harms_no_other(sandbox, spawn, survivors):
    victim, others = spawn(), [spawn() for _ in range(survivors)]
    answered, stop = [], threading.Event()

    def load(process, number: int) -> None:
        count = 0
        try:
            while not stop.is_set():
                name = f"s{number}x{count}y@a.test"
                if process.ask(sender=name, policy_test_time=START) is None:
                    return
                answered.append(name)
                count += 1
        except OSError:
            return
    threads = [threading.Thread(target=load, args=(process, number)) for number, process in enumerate([victim, *others])]
    for thread in threads:
        thread.start()
    wait_until(lambda: len(answered) > 100, 30, "load")
    victim.process.kill()
    before = len(answered)
    wait_until(lambda: len(answered) > before + 50, 30, "the others go on")
    stop.set()
    for thread in threads:
        thread.join(30)
    late = spawn()
    for name in answered:
        reply = late.ask(sender=name, policy_test_time=START + 10)
        assert "290 seconds" in reply or "DEFER_IF_PERMIT" in reply
    assert rows(sandbox, "SELECT count(*) FROM greylist_settled") >= len(answered)
    log = (sandbox / "policy.log").read_text()
    assert log.count("reason=early-retry (290s missing)") == len(set(answered)), "what was answered is remembered"


def test_old_records_go_while_the_peer_is_silent(sandbox, spawn):
    process = spawn()
    old = int(time.time()) - 40 * 86400
    for count in range(300):
        assert process.ask(sender=f"s{count}x@a.test", policy_test_time=old).startswith("DEFER_IF_PERMIT")
    assert process.ask(sender="fresh@a.test").startswith("DEFER_IF_PERMIT")
    wait_until(lambda: rows(sandbox, "SELECT count(*) FROM greylist_arrival") == 1, 60, "the clean-up")
    assert process.ask(sender="fresh@a.test").startswith("DEFER_IF_PERMIT")
    assert "early-retry" in (sandbox / "policy.log").read_text()


def test_a_file_that_somebody_locks_delays_no_mail(sandbox, spawn):
    process = spawn()
    assert process.ask().startswith("DEFER_IF_PERMIT")
    holder = sqlite3.connect(sandbox / "state/greylist.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    assert process.ask(sender="other@a.test") == "DUNNO"  # while it is locked
    holder.execute("ROLLBACK")
    holder.close()
    wait_until(lambda: process.ask(sender="third@a.test").startswith("DEFER_IF_PERMIT"), 20, "greylisting again")
    assert "greylist store: " in (sandbox / "policy.log").read_text()
    assert process.close() == 0


def test_a_daemon_and_processes_of_spawn_exclude_each_other_but_a_command_does_not(sandbox, spawn):
    process = spawn()
    assert process.ask().startswith("DEFER_IF_PERMIT")
    daemon = subprocess.run([program("dovetail-policyd"), f"--unix={sandbox / 's'}", f"--dbdir={sandbox / 'state'}"],
                            capture_output=True, text=True, timeout=20, user="nobody")
    assert daemon.returncode != 0 or "locked" in daemon.stderr
    shown = subprocess.run([program("dovetail"), "greylist", "list", "-c", spawn.config], capture_output=True, text=True,
                           timeout=20)
    assert shown.returncode == 0, shown.stderr
    assert "s@a.test" in shown.stdout
    assert process.ask(sender="still@a.test").startswith("DEFER_IF_PERMIT")
