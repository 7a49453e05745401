# SPDX-License-Identifier: MIT
"""Several database hosts: logins are spread over them, one that dies or says nothing is passed over."""
import re
import socket
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "20-authd"))

from authd import AuthClient, plain, write_config  # noqa: E402
from harness import Sandbox, need, wait_until  # noqa: E402

# Each server tells its name in a field of the reply. The pause makes the lookups need several connections.
QUERY = "SELECT email AS user, password, (SELECT name FROM host) AS host FROM users WHERE email = '%u' AND SLEEP(0.02) = 0"
USER = plain("alice@ex.test", "alicepw")


@pytest.fixture()
def hosts():
    need("mariadbd", "mariadb", "mariadb-install-db")
    with Sandbox() as sandbox:
        servers = {}
        for name in ("one", "two"):
            server = servers[name] = sandbox.mariadb(name=name)
            server.sql("CREATE DATABASE mail; CREATE USER 'mail'@'localhost' IDENTIFIED BY 'geheim';"
                       "GRANT SELECT ON mail.* TO 'mail'@'localhost';")
            server.sql("CREATE TABLE users (email VARCHAR(100), password VARCHAR(100)); CREATE TABLE host (name VARCHAR(9));"
                       f"INSERT INTO users VALUES ('alice@ex.test', '{{PLAIN}}alicepw'); INSERT INTO host VALUES ('{name}')", "mail")
        ext = sandbox.write("sql.ext", "driver = mysql\nconnect = " + " ".join(f"host={s.socket}" for s in servers.values())
                            + f" dbname=mail user=mail password=geheim maxconns=4\npassword_query = {QUERY}\n")
        sandbox.daemon("dovetail-authd", "-c", write_config(
            sandbox, "auth_failure_delay = 0\n", f"passdb {{\n  driver = sql\n  args = {ext}\n}}\n"))
        yield sandbox, servers


class Load:
    """Logins eight at a time until the end of the block; `replies` are (time, line)."""

    def __init__(self, sandbox):
        self.path, self.replies, self.over = sandbox / "run/auth", [], threading.Event()
        self.thread = threading.Thread(target=self.run)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()

    def run(self):
        number = 0
        with AuthClient(self.path, timeout=60.0) as client:
            while not self.over.is_set():
                client.send("\n".join(f"AUTH\t{number + n}\tPLAIN\tservice=imap\tno-penalty\tresp={USER}" for n in range(1, 9)))
                number += 8
                self.replies += [(time.monotonic(), client.line()) for _ in range(8)]

    def hosts(self, since: float = 0) -> set:
        """Who answered since then; a failure is a host of its own."""
        return {(re.search(r"^OK\t.*\thost=(\w+)", line) or [line, line])[1] for at, line in list(self.replies) if at > since}

    def wait(self, hosts: set) -> None:
        since = time.monotonic()
        wait_until(lambda: self.hosts(since) >= hosts, 40, f"answers of {hosts}")


def test_logins_are_spread_and_survive_the_death_of_each_host(hosts):
    sandbox, servers = hosts
    with Load(sandbox) as load:
        load.wait({"one", "two"})
        for dead, alive in (("one", "two"), ("two", "one")):
            servers[dead].kill()
            time.sleep(0.5)
            since = time.monotonic()
            load.wait({alive})
            assert load.hosts(since) == {alive}
            servers[dead].start()
            if dead == "one":   # its turn comes with the connections that are made next: when the other one has gone
                time.sleep(1.5)
        assert load.hosts() == {"one", "two"}, "a login failed while one of two hosts was there"


@pytest.mark.parametrize("connects", [False, True], ids=["no-connection", "no-greeting"])
def test_a_host_that_swallows_all_we_send_leaves_time_for_the_next(sandbox, connects):
    """Its packets vanish, or it accepts and says nothing: the login is answered by the other host, within its time."""
    need("mariadbd", "mariadb", "mariadb-install-db")
    server = sandbox.mariadb()
    server.sql("CREATE DATABASE mail; CREATE USER 'mail'@'127.0.0.1' IDENTIFIED BY 'geheim';"
               "GRANT SELECT ON mail.* TO 'mail'@'127.0.0.1';")
    server.sql("CREATE TABLE users (email VARCHAR(100), password VARCHAR(100));"
               "INSERT INTO users VALUES ('alice@ex.test', '{PLAIN}alicepw')", "mail")
    ext = sandbox.write("sql.ext", f"driver = mysql\nconnect = host=127.0.0.2 host=127.0.0.1 port={server.port} dbname=mail "
                        "user=mail password=geheim ssl_verify_server_cert=no\n"
                        "password_query = SELECT email AS user, password FROM users WHERE email = '%u'\n")
    with ExitStack() as kept:
        address = ("127.0.0.2", server.port)
        kept.enter_context(socket.create_server(address, backlog=16 if connects else 0))
        for _ in range(0 if connects else 4):   # its queue is full
            client = kept.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(address)
        sandbox.daemon("dovetail-authd", "-c", write_config(
            sandbox, "auth_failure_delay = 0\n", f"passdb {{\n  driver = sql\n  args = {ext}\n}}\n"))
        with AuthClient(sandbox / "run/auth", timeout=30.0) as client:
            for number in (1, 2):
                assert client.ask(f"AUTH\t{number}\tPLAIN\tservice=imap\tno-penalty\tresp={USER}") == \
                    f"OK\t{number}\tuser=alice@ex.test"
