# SPDX-License-Identifier: MIT
"""Two MX hosts, each with its own node of a Galera cluster; the third member is an arbitrator."""
import json
import subprocess
import threading
import time

import pytest
from harness import full_only, need, wait_until
from harness.galera import PROVIDER
from harness.policy import PolicyClient
from harness.tools import find

START = 1_700_000_000
ACCOUNT = "CREATE DATABASE mail; CREATE USER policy@'%' IDENTIFIED BY 'se cret'; GRANT ALL ON mail.* TO policy@'%';"
MX = ("one", "two")


@pytest.fixture(scope="module")
def cluster(shared_sandbox):
    full_only()
    need("mariadbd", "mariadb-install-db", "garbd", "rsync")
    if not PROVIDER.exists():
        pytest.skip(f"not installed: {PROVIDER}")
    cluster = shared_sandbox.galera()
    cluster.nodes[0].sql(ACCOUNT)
    return cluster


def start(sandbox, name: str, hosts: list) -> None:
    """An MX whose own node comes first; TCP for both, as unix sockets are preferred."""
    secret = sandbox.write("secret", "se cret")
    path = sandbox.write(f"{name}.conf", f"""\
default_internal_user = 65534
default_internal_group = 65534
admin_socket = {sandbox / name}.admin
log_path = {sandbox / name}.log
greylist_database = {" ".join(f"host=127.0.0.1 port={node.port}" for node in hosts)} dbname=mail user=policy
greylist_database_password = <{secret}
greylist_whitelist_clients =
greylist_whitelist_recipients =
greylist_quiet = yes
service policy {{
  unix_listener {sandbox / name} {{
    mode = 0666
  }}
}}
""")
    sandbox.daemon("dovetail-policyd", "-c", path, label=f"policyd-{name}", env={"DOVETAIL_POLICY_TEST_TIME": "1"})


@pytest.fixture
def mx(sandbox, cluster):
    start(sandbox, "one", cluster.nodes)
    start(sandbox, "two", cluster.nodes[::-1])
    return sandbox


def rows(node, recipient: str) -> str:
    return node.sql(f"SELECT first_seen, last_seen FROM greylist_triplet WHERE triplet LIKE '%/{recipient}'", "mail")


def fallbacks(sandbox, name: str) -> int:
    answer = subprocess.run([find("curl"), "-s", "--unix-socket", f"{sandbox / name}.admin", "http://x/status"],
                            capture_output=True, text=True, check=True)
    return json.loads(answer.stdout)["policyd"]["fallbacks"]


def test_greylisted_at_one_mx_accepted_at_the_other(mx, cluster):
    with PolicyClient(mx / "one") as one, PolicyClient(mx / "two") as two:
        assert one.ask(policy_test_time=START).startswith("DEFER_IF_PERMIT")
        wait_until(lambda: rows(cluster.nodes[1], "r@b.test"), 20, "the row at the other node")
        assert two.ask(policy_test_time=START + 299).startswith("DEFER_IF_PERMIT")
        assert two.ask(policy_test_time=START + 300).startswith("PREPEND X-Greylist: delayed 300 seconds")
        wait_until(lambda: rows(cluster.nodes[0], "r@b.test") == f"{START}\t{START + 300}\n", 20, "the retry at the first")
        assert one.ask(policy_test_time=START + 301) == "DUNNO"


class Load:
    """Clients of both MX, the same triplets at both now and then, until stop()."""

    def __init__(self, folder):
        self.folder, self.ended = folder, threading.Event()
        self.replies: list[tuple[float, float, str, str]] = []  # when, seconds, MX, action word
        self._threads = [threading.Thread(target=self._ask, args=(name, number)) for name in MX for number in range(3)]
        for thread in self._threads:
            thread.start()

    def _ask(self, name: str, number: int) -> None:
        with PolicyClient(self.folder / name, timeout=30) as client:
            count = 0
            while not self.ended.is_set():
                began = time.monotonic()
                action = client.ask(sender=f"{'x' * number}y{count}z@a.test", recipient="load@b.test")
                self.replies.append((began, time.monotonic() - began, name, action.split(" ")[0]))
                count += 1

    def since(self, moment: float, name: str) -> set[str]:
        return {word for began, _, mx, word in self.replies if mx == name and began > moment}

    def stop(self) -> None:
        self.ended.set()
        for thread in self._threads:
            thread.join(30)


def test_a_node_killed_under_load_delays_no_mail(mx, cluster):
    before = {name: fallbacks(mx, name) for name in MX}
    load = Load(mx)
    began = time.monotonic()
    for name in MX:
        wait_until(lambda: "DEFER_IF_PERMIT" in load.since(began, name), 20, "load")
    time.sleep(3)
    for name in MX:  # both write the same rows: whoever loses against the other node tries again
        assert load.since(began, name) == {"DEFER_IF_PERMIT"}, (mx / f"{name}.log").read_text()
    cluster.nodes[1].kill()
    killed = time.monotonic()
    time.sleep(6)  # the rest of the cluster waits 5 seconds for the lost member, and lets nobody write
    for name in MX:
        wait_until(lambda: "DEFER_IF_PERMIT" in load.since(killed + 6, name), 60, f"greylisting again at {name}")
    load.stop()
    slowest = max(seconds for _, seconds, _, _ in load.replies)
    assert {word for _, _, _, word in load.replies} <= {"DEFER_IF_PERMIT", "DUNNO"}, "no mail is refused for good"
    for name in MX:
        passed = sum(1 for _, _, mx_name, word in load.replies if mx_name == name and word == "DUNNO")
        assert fallbacks(mx, name) - before[name] == passed
    assert sum(1 for *_, word in load.replies if word == "DUNNO") > 0
    assert slowest < 2.5, slowest  # policy_time_limit is 2 s; the rest is this machine
    print(f"slowest reply {slowest:.2f} s of {len(load.replies)}")


def test_the_node_that_comes_back_is_used_again(sandbox, cluster):
    if cluster.nodes[1].process is None:
        cluster.nodes[1].start(seconds=120)
        cluster.wait_synced(cluster.nodes[1], 3)
    start(sandbox, "two", cluster.nodes[::-1])
    with PolicyClient(sandbox / "two") as two:
        assert two.ask(recipient="back@b.test", policy_test_time=START).startswith("DEFER_IF_PERMIT")
    users = cluster.nodes[1].sql("SELECT DISTINCT user FROM information_schema.processlist WHERE user = 'policy'")
    assert users == "policy\n"
    wait_until(lambda: rows(cluster.nodes[0], "back@b.test"), 20, "the row at the other node")
