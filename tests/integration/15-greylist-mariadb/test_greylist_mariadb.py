# SPDX-License-Identifier: MIT
"""Two MX hosts on one MariaDB: what one has seen the other knows; a server that goes away delays no mail."""
import json
import os
import signal
import subprocess
import threading
import time

import pytest
from harness import FULL, Sandbox, need, program, wait_until
from harness.policy import PolicyClient
from harness.tools import find

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


def test_the_password_is_shown_nowhere(sandbox, server):
    hosts = f"host={server.socket} password='se cret' ssl_verify_server_cert=no"
    start(sandbox, "one", hosts)
    with PolicyClient(sandbox / "one") as client:
        assert client.ask().startswith("DEFER_IF_PERMIT")
    status = subprocess.run([find("curl"), "-s", "--unix-socket", sandbox / "one.admin", "http://x/status"], capture_output=True,
                            text=True, check=True).stdout
    assert json.loads(status)["policyd"]["database"] == f"host={server.socket} dbname=mail"
    shown = subprocess.run([program("dovetail-policyd"), "-c", sandbox / "one.conf", "-n"], capture_output=True, text=True,
                           check=True).stdout
    assert f"greylist_database = host={server.socket} password=*** ssl_verify_server_cert=no dbname=mail" in shown
    for text in (status, shown, (sandbox / "one.log").read_text()):
        assert "cret" not in text.replace(str(sandbox / "secret"), "")


def test_the_clean_up_of_many_rows_delays_no_reply(sandbox, server):
    start(sandbox, "one", f"host={server.socket}")
    with PolicyClient(sandbox / "one") as client:
        client.ask()
        old = int(time.time()) - 40 * 86400
        server.sql("INSERT INTO greylist_triplet (id, first_seen, last_seen, triplet) SELECT UNHEX(MD5(seq)), "
                   f"{old}, {old}, seq FROM seq_1_to_20000", "mail")
        left = lambda: int(server.sql("SELECT COUNT(*) FROM greylist_triplet WHERE last_seen < UNIX_TIMESTAMP() - 86400", "mail"))
        times = []
        def removed(some: int) -> bool:
            began = time.monotonic()
            assert client.ask(sender=f"s{len(times)}x@a.test").startswith("DEFER_IF_PERMIT")
            times.append(time.monotonic() - began)
            return len(times) % 20 == 0 and left() <= 20000 - some
        wait_until(lambda: removed(2000 if not FULL else 20000), 60 if not FULL else 600, "the clean-up")
    times.sort()
    print(f"while old rows went: median {times[len(times) // 2] * 1000:.1f} ms, slowest {times[-1] * 1000:.1f} ms")
    gone = 20000 - left()
    deletes = int(server.sql("SHOW GLOBAL STATUS LIKE 'Com_delete'").split()[1])
    print(f"{gone} rows by {deletes} statements")
    assert gone <= 32 * deletes, "a step removes at most 32 rows, by one statement"
    assert deletes <= gone // 16, "and no row is removed alone"


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


def test_sigkill_forgets_nothing_that_was_answered(sandbox, server):
    text = 'greylist_text = "%s left"'
    daemon = start(sandbox, "one", f"host={server.socket}", text)
    answered, threads = [], []

    def load(number: int) -> None:
        try:
            with PolicyClient(sandbox / "one") as client:
                for count in range(1_000_000):
                    name = f"k{number}x{count}y@a.test"
                    reply = client.ask(sender=name, policy_test_time=START)
                    if reply is None:
                        return
                    answered.append((name, reply))
        except OSError:
            return
    for number in range(8):
        threads.append(threading.Thread(target=load, args=(number,)))
        threads[-1].start()
    wait_until(lambda: len(answered) > 200, 30, "load")
    daemon.kill()
    for thread in threads:
        thread.join(20)
    start(sandbox, "two", f"host={server.socket}", text)
    with PolicyClient(sandbox / "two") as client:
        for name, reply in answered:
            if reply != "DUNNO":  # the fallback remembers nothing, and says so in the log
                assert "290 left" in client.ask(sender=name, policy_test_time=START + 10), name


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
