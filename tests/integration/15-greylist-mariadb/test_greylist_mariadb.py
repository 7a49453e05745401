# SPDX-License-Identifier: MIT
"""Two MX hosts on one MariaDB: what one has seen the other knows; a server that goes away delays no mail."""
import os
import signal
import threading
import time

import pytest
from harness import Sandbox, need, wait_until
from harness.policy import PolicyClient

START = 1_700_000_000
ACCOUNT = "CREATE DATABASE mail; CREATE USER policy@'%' IDENTIFIED BY 'se cret'; GRANT ALL ON mail.* TO policy@'%';"


@pytest.fixture
def server(sandbox):
    need("mariadbd", "mariadb-install-db")
    server = sandbox.mariadb()
    server.sql(ACCOUNT)
    return server


def start(sandbox: Sandbox, name: str, hosts: str, extra: str = ""):
    secret = sandbox.write("secret", "se cret", mode=0o644)
    path = sandbox.write(f"{name}.conf", f"""\
default_internal_user = 65534
default_internal_group = 65534
admin_socket = {sandbox / name}.admin
log_path = {sandbox / name}.log
greylist_database = {hosts} dbname=mail user=policy
greylist_database_password = <{secret}
greylist_whitelist_clients =
greylist_whitelist_recipients =
{extra}
service policy {{
  unix_listener {sandbox / name} {{
    mode = 0666
  }}
}}
""")
    return sandbox.daemon("dovetail-policyd", "-c", path, label=f"policyd-{name}", env={"DOVETAIL_POLICY_TEST_TIME": "1"})


def test_greylisted_at_one_mx_accepted_at_the_other(sandbox, server):
    for name in ("one", "two"):
        start(sandbox, name, f"host={server.socket}")
    with PolicyClient(sandbox / "one") as one, PolicyClient(sandbox / "two") as two:
        assert one.ask(policy_test_time=START).startswith("DEFER_IF_PERMIT")
        assert two.ask(policy_test_time=START + 100).startswith("DEFER_IF_PERMIT")
        assert two.ask(policy_test_time=START + 300).startswith("PREPEND X-Greylist: delayed 300 seconds")
        assert one.ask(policy_test_time=START + 301) == "DUNNO"
    assert server.sql("SELECT triplet, first_seen, last_seen FROM greylist_triplet", "mail") == \
        f"192.0.2.0/s@a.test/r@b.test\t{START}\t{START + 300}\n"  # further use: once an hour
    assert server.sql("SELECT client, hits FROM greylist_client", "mail") == "192.0.2.10\t1\n"


def ask_all_the_time(path, stop: threading.Event, slowest: list, replies: set, number: int) -> None:
    with PolicyClient(path) as client:
        count = 0
        while not stop.is_set():
            began = time.monotonic()
            replies.add(client.ask(sender=f"s{number}x{count}y@a.test").split(" ")[0])
            slowest.append(time.monotonic() - began)
            count += 1


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_no_reply_is_later_than_two_seconds_when_the_server_goes(sandbox, server, how):
    start(sandbox, "one", f"host=127.0.0.1 port={server.port}")
    stop, slowest, replies = threading.Event(), [], set()
    threads = [threading.Thread(target=ask_all_the_time, args=(sandbox / "one", stop, slowest, replies, number))
               for number in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(0.7)
    assert replies == {"DEFER_IF_PERMIT"}
    os.kill(server.process.pid, how)
    time.sleep(3)
    if how == signal.SIGKILL:
        server.kill()
        server.start()
    else:
        os.kill(server.process.pid, signal.SIGCONT)
    replies.clear()
    wait_until(lambda: "DEFER_IF_PERMIT" in replies, 70, "greylisting again")
    stop.set()
    for thread in threads:
        thread.join(20)
    assert max(slowest) < 2.5
    assert "(requests answered without it: " in (sandbox / "one.log").read_text()


def test_the_next_host_takes_over(sandbox, server):
    # The first host is a port on which nobody listens.
    start(sandbox, "one", f"host=127.0.0.2 host={server.socket}", "greylist_delay = 60s")
    with PolicyClient(sandbox / "one") as client:
        assert client.ask(policy_test_time=START).startswith("DEFER_IF_PERMIT")
        assert client.ask(policy_test_time=START + 60).startswith("PREPEND")


def test_a_server_that_is_not_there_at_start_lets_mail_pass(sandbox):
    start(sandbox, "one", f"host={sandbox / 'nowhere'}")
    with PolicyClient(sandbox / "one") as client:
        assert client.ask() == "DUNNO"
        assert client.ask() == "DUNNO"
    start(sandbox, "two", f"host={sandbox / 'nowhere'}", "greylist_fallback = defer")
    with PolicyClient(sandbox / "two") as client:
        assert client.ask() == "DEFER_IF_PERMIT 4.3.0 Temporary internal error"
