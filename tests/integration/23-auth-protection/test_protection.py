# SPDX-License-Identifier: MIT
"""Against guessing and overload: fail2ban reads our lines, hand-over by cookie and pid, delays, many connections."""
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "20-authd"))

from authd import AuthClient, plain, write_config  # noqa: E402
from harness import need, wait_until  # noqa: E402

FILTERS = "/etc/fail2ban/filter.d"


def ask(sandbox, user, password, extra="no-penalty", mechanism="PLAIN"):
    with AuthClient(sandbox / "run/auth") as client:
        return client.ask(f"AUTH\t1\t{mechanism}\tservice=imap\t{extra}\tresp={plain(user, password)}")


def test_fail2ban_reads_our_lines(sandbox):
    need("fail2ban-regex")
    config = write_config(sandbox, "log_path = /dev/stderr\nauth_failure_delay = 0\nauth_verbose_passwords = sha1:6\n")
    daemon = sandbox.daemon("dovetail-authd", "-c", config)
    addresses = ["192.0.2.1", "192.0.2.2", "2001:db8::3", "192.0.2.4"]
    for address, user in zip(addresses, ["alice@ex.test", "nosuch@ex.test", "alice@ex.test", "bob@ex.test"]):
        ask(sandbox, user, "wrong", f"no-penalty\trip={address}\tsession=IRGYxeFgpqh/AAAB")
    daemon.wait_for_log("bob@ex.test,192.0.2.4")
    lines = [line for line in daemon.log().splitlines() if "auth: " in line]
    assert all("wrong" not in line for line in lines)
    lines = [re.sub(r"^<\d+>", "", line) for line in lines]
    assert lines[0].startswith("dovecot: auth: passwd-file(alice@ex.test,192.0.2.1,<IRGYxeFgpqh/AAAB>): Password mismatch")
    log = sandbox.write("mail.log", "".join(f"Nov 23 08:00:0{n} mx {line}\n" for n, line in enumerate(lines)))
    outcome = subprocess.run(["fail2ban-regex", "--print-all-missed", str(log), f"{FILTERS}/dovecot.conf"],
                             capture_output=True, text=True)
    assert re.search(rf"{len(lines)} matched, 0 missed", outcome.stdout), outcome.stdout


def test_request_takes_a_login_over_once_and_only_with_cookie_and_pid(sandbox):
    sandbox.daemon("dovetail-authd", "-c", write_config(sandbox))
    with AuthClient(sandbox / "run/login", pid=4711) as login, AuthClient(sandbox / "run/master", "master") as master:
        own = os.getpid()
        assert login.ask(f"AUTH\t5\tPLAIN\tservice=imap\tresp={plain('alice@ex.test', 'alicepw')}").startswith("OK\t5")
        cookie = login.cookie()
        assert master.ask(f"REQUEST\t1\t4711\t5\t{'0' * 32}\tsession_pid={own}") == "FAIL\t1"
        assert master.ask(f"REQUEST\t2\t4711\t5\t{cookie}\tsession_pid={own + 1}") == "FAIL\t2"
        assert master.ask(f"REQUEST\t3\t4712\t5\t{cookie}\tsession_pid={own}") == "FAIL\t3"
        reply = master.ask(f"REQUEST\t4\t4711\t5\t{cookie}\tsession_pid={own}\trequest_auth_token")
        assert reply.startswith("USER\t4\talice@ex.test\tquota_rule=*:bytes=10M\tuid=65534\tgid=65534\thome=")
        assert re.search(r"\tauth_mech=PLAIN\tauth_token=[0-9a-f]{40}$", reply)
        assert master.ask(f"REQUEST\t5\t4711\t5\t{cookie}\tsession_pid={own}") == "FAIL\t5"


def test_a_second_login_process_of_one_pid_is_refused(sandbox):
    sandbox.daemon("dovetail-authd", "-c", write_config(sandbox))
    with AuthClient(sandbox / "run/login", pid=4711) as first, AuthClient(sandbox / "run/login", pid=4711) as second:
        assert second.line() is None
        assert first.ask(f"AUTH\t1\tPLAIN\tservice=imap\tresp={plain('alice@ex.test', 'alicepw')}").startswith("OK")
    wait_until(lambda: ask_login(sandbox), 10, "the pid after its connection has gone")


def ask_login(sandbox):
    with AuthClient(sandbox / "run/login", pid=4711) as client:
        try:
            return client.ask(f"AUTH\t1\tPLAIN\tservice=imap\tresp={plain('alice@ex.test', 'alicepw')}")
        except (ConnectionResetError, BrokenPipeError):
            return None


def test_failures_slow_an_address_down_but_never_beyond_eight_seconds(sandbox):
    sandbox.daemon("dovetail-authd", "-c", write_config(sandbox))
    times = []
    for number in range(4):
        started = time.monotonic()
        assert ask(sandbox, "alice@ex.test", f"wrong{number}", "rip=192.0.2.50").startswith("FAIL")
        times.append(time.monotonic() - started)
    assert 1.9 < times[0] < 4
    assert times[1] > 5.5                  # 4 s of penalty, 2 s of delay
    assert all(t < 9 for t in times)
    started = time.monotonic()
    assert ask(sandbox, "alice@ex.test", "alicepw", "rip=192.0.2.51").startswith("OK")
    assert time.monotonic() - started < times[0]  # another address waits for nothing


def test_held_back_answers_leave_when_the_daemon_ends(sandbox):
    daemon = sandbox.daemon("dovetail-authd", "-c", write_config(sandbox, "auth_failure_delay = 30s\nauth_max_delay = 60s\n"))
    with AuthClient(sandbox / "run/auth") as client:
        client.send(f"AUTH\t1\tPLAIN\tservice=imap\tresp={plain('alice@ex.test', 'wrong')}")
        time.sleep(0.5)
        daemon.signal(signal.SIGTERM)
        assert client.line() == "FAIL\t1\tuser=alice@ex.test"


def test_slow_hashes_do_not_delay_a_cheap_login(sandbox):
    sandbox.daemon("dovetail-authd", "-c", write_config(sandbox))
    with AuthClient(sandbox / "run/auth", timeout=60.0) as slow, AuthClient(sandbox / "run/auth") as cheap:
        for number in range(1, 101):
            slow.send(f"AUTH\t{number}\tPLAIN\tservice=imap\tno-penalty\tresp={plain('bob@ex.test', f'wrong{number}')}")
        started = time.monotonic()
        assert cheap.ask(f"AUTH\t1\tPLAIN\tservice=imap\tresp={plain('alice@ex.test', 'alicepw')}").startswith("OK")
        cheap_took = time.monotonic() - started
        assert sum(slow.line().startswith("FAIL") for _ in range(100)) == 100
        assert cheap_took < (time.monotonic() - started) / 2   # it did not wait in their line


def test_ten_thousand_idle_connections_and_junk(sandbox):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 11000:
        pytest.skip("the limit of open files is too low here")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 11000), hard))
    daemon = sandbox.daemon("dovetail-authd", "-c", write_config(sandbox))
    idle = []
    try:
        for _ in range(10000):
            connection = socket.socket(socket.AF_UNIX)
            connection.connect(str(sandbox / "run/auth"))   # waits while the kernel's queue is full
            idle.append(connection)
        assert ask(sandbox, "alice@ex.test", "alicepw").startswith("OK")
    finally:
        for connection in idle:
            connection.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    with AuthClient(sandbox / "run/auth") as client:
        with pytest.raises((BrokenPipeError, ConnectionResetError, EOFError)):
            for _ in range(40):
                client.socket.sendall(b"x" * 32768)
            if not client.socket.recv(1):
                raise EOFError
    assert ask(sandbox, "alice@ex.test", "alicepw").startswith("OK")
    assert daemon.running()


def test_a_reload_keeps_connections_and_takes_new_settings(sandbox):
    config = write_config(sandbox)
    daemon = sandbox.daemon("dovetail-authd", "-c", config)
    with AuthClient(sandbox / "run/auth") as before:
        config.write_text(config.read_text() + "auth_mechanisms = plain login cram-md5\n")
        daemon.reload()
        assert before.ask(f"AUTH\t1\tPLAIN\tservice=imap\tresp={plain('alice@ex.test', 'alicepw')}").startswith("OK")
    with AuthClient(sandbox / "run/auth") as after:
        assert any(line.startswith("MECH\tCRAM-MD5") for line in after.hello)
        config.write_text(config.read_text() + "passdb {\n  driver = nonsense\n}\n")
        daemon.reload()
        assert after.ask(f"AUTH\t1\tPLAIN\tservice=imap\tresp={plain('alice@ex.test', 'alicepw')}").startswith("OK")
