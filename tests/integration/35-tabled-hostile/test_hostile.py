# SPDX-License-Identifier: MIT
"""Peers and files that do what they should not: long, split, endless and silent clients, wrong tables, reloads."""
import os
import resource
import signal
import socket
import sqlite3
import subprocess
import time

import pytest

from harness import free_port, need, wait_until
from harness.tools import find, program
from tabled_helpers import Client, postmap, start_tabled


@pytest.fixture
def tabled(sandbox):
    sandbox.write("long", "fits " + "x" * 99997 + "\nover " + "x" * 99998 + "\n" + "k v\n")
    start_tabled(sandbox, sandbox / "s", f"table t {{\n  source = hash:{sandbox.path}/long\n}}\n")
    return sandbox


def test_long_results(tabled):
    need("postmap")
    client = Client(tabled / "s")
    assert client.ask("t", "fits") == "OK " + "x" * 99997
    assert client.ask("t", "over") == "TEMP result too long"
    status, output, _ = postmap(f"socketmap:unix:{tabled.path}/s:t", "fits")
    assert status == 0 and output == b"x" * 99997 + b"\n"
    assert client.ask("t", "k" * 90000) == "NOTFOUND "


def rss_of(daemon) -> int:
    """KiB"""
    return int(next(line for line in open(f"/proc/{daemon.pid}/status") if line.startswith("VmRSS")).split()[1])


def test_long_keys_cost_neither_memory_nor_time(sandbox):
    ways = ("address", "transport", "domain", "access-address", "access-host")
    make = "".join(f"table {way} {{\n  source = inline:{{k=v}}\n  keys = {way}\n}}\n" for way in ways)
    daemon = start_tabled(sandbox, sandbox / "s", make + "recipient_delimiter = +\n")
    client = Client(sandbox / "s")
    assert client.ask("address", "k") == "OK v"
    before = rss_of(daemon)
    for piece in ("a.", "1:", "1.", "u+x@", "."):
        for size in (9_990, 98_000):
            key = piece * (size // len(piece))
            client.send(b"".join(Client.request(way, key) for way in ways) * 10)
            assert {client.reply() for _ in range(10 * len(ways))} == {b"NOTFOUND "}
    assert rss_of(daemon) - before < 40_000  # such a key cost 20 MB each


def test_split_and_pipelined_requests(tabled):
    client = Client(tabled / "s")
    for byte in Client.request("t", "k") * 3:
        client.send(bytes([byte]))
    assert [client.reply() for _ in range(3)] == [b"OK v"] * 3
    client.send(b"".join(Client.request("t", "k" if n % 2 else "none") for n in range(1000)))
    assert [client.reply() for _ in range(1000)] == [b"NOTFOUND ", b"OK v"] * 500


@pytest.mark.parametrize("garbage", [b"GET / HTTP/1.0\r\n\r\n", b"99999999999:", b"200000:" + b"x" * 200000, b"-5:t k,",
                                     b"3:t kX", b"\0" * 100, b":,", b"1 :x,", b"\xff\xfe"])
def test_garbage_closes_that_connection_alone(tabled, garbage):
    client, other = Client(tabled / "s"), Client(tabled / "s")
    try:
        client.send(garbage)
        assert client.reply() is None
    except (BrokenPipeError, ConnectionResetError):
        pass
    assert other.ask("t", "k") == "OK v"


def test_odd_but_lawful_requests(tabled):
    client = Client(tabled / "s")
    client.send(b"3:abc,")
    assert client.reply().startswith(b"PERM ")
    assert client.ask("t", "") == "NOTFOUND "
    assert client.ask("", "k").startswith("PERM no such map")
    assert client.ask("t", b"k\0x") == "NOTFOUND "
    assert client.ask("t", b"\xff\xff") == "NOTFOUND "
    assert client.ask("no such", "k").startswith("PERM ")
    client.send(b"0:,")
    assert client.reply().startswith(b"PERM ")
    assert client.ask("t", "k") == "OK v"


def test_five_hundred_connections_and_some_that_never_read(tabled):
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    deaf = []
    for _ in range(10):
        client = Client(tabled / "s")
        client.socket.setblocking(False)
        try:
            for _ in range(2000):
                client.socket.send(Client.request("t", "fits") * 50)
        except BlockingIOError:
            pass
        deaf.append(client)
    clients = [Client(tabled / "s") for _ in range(500)]
    for client in clients:
        client.send(Client.request("t", "k"))
    assert all(client.reply() == b"OK v" for client in clients)
    outcome = subprocess.run([find("curl"), "-s", "--unix-socket", f"{tabled.path}/tabled.admin", "http://x/status"],
                             capture_output=True, text=True, check=True)
    pid = int(outcome.stdout.split('"pid":')[1].split(",")[0])
    rss = int(next(line for line in open(f"/proc/{pid}/status") if line.startswith("VmRSS")).split()[1])
    assert rss < 200_000, rss  # ten deaf clients hold some replies each, not all they asked for


def test_half_closed_clients_get_their_answers(tabled):
    client = Client(tabled / "s")
    client.send(Client.request("t", "k") * 5)
    client.socket.shutdown(socket.SHUT_WR)
    assert [client.reply() for _ in range(6)] == [b"OK v"] * 5 + [None]


def test_a_wrong_table_is_a_fault_of_that_table(sandbox):
    folder = sandbox.folder("cf.d")
    (folder / "bad.cf").write_text("dbname = d\nnonsense\n")
    (folder / "notes.txt").write_text("not a table")
    sandbox.write("c", "10.0.0.0/8 net\n")
    extra = f"table c {{\n  source = cidr:{sandbox.path}/c\n}}\n"
    daemon = start_tabled(sandbox, sandbox / "s", extra, folder)
    client = Client(sandbox / "s")
    assert client.ask("bad", "k").startswith("PERM ")
    assert client.ask("c", "10.1.1.1") == "OK net"
    assert "bad.cf:2" in daemon.log()
    check = subprocess.run([program("dovetail-tabled"), "-c", str(sandbox / "tabled.conf"), "--check"],
                           capture_output=True, text=True)
    assert check.returncode == 78 and "bad.cf:2" in check.stdout + check.stderr

    sandbox.write("c", "10.0.0.1/8 wrong\n")  # changed for the worse: the old version serves on
    wait_until(lambda: client.ask("c", "10.1.1.1") == "OK net" and "keeps its old version" in daemon.log(), 10, "a look")
    daemon.reload()
    assert client.ask("c", "10.1.1.1") == "OK net"
    sandbox.write("c", "10.0.0.0/8 newer\n")
    wait_until(lambda: client.ask("c", "10.1.1.1") == "OK newer", 10, "the corrected table")
    (folder / "bad.cf").write_text(f"dbpath = {sandbox.path}/none.db\nquery = SELECT '%s'\n")
    (folder / "more.cf").write_text(f"dbpath = {sandbox.path}/none.db\nquery = SELECT '%s'\n")
    daemon.reload()
    assert client.ask("bad", "k").startswith("TEMP ")
    assert client.ask("more", "k").startswith("TEMP ")

    sandbox.write("tabled.conf", (sandbox / "tabled.conf").read_text() + "tables_positive_ttl = soon\n")
    daemon.reload()  # a wrong configuration: all of the old one stays
    assert client.ask("c", "10.1.1.1") == "OK newer"
    os.kill(daemon.pid, signal.SIGTERM)
    assert daemon.process.wait(10) == 0


def test_a_new_file_is_a_new_table_without_a_reload(sandbox):
    folder = sandbox.folder("cf.d")
    daemon = start_tabled(sandbox, sandbox / "s", "table waits {\n  fold = no\n}\n", folder)
    client = Client(sandbox / "s")
    assert client.ask("new", "k").startswith("PERM no such map")
    assert client.ask("waits", "k").startswith("PERM ")
    with sqlite3.connect(sandbox / "x.db") as connection:
        connection.executescript("CREATE TABLE t (k PRIMARY KEY, v); INSERT INTO t VALUES ('k','1');")
    text = f"dbpath = {sandbox.path}/x.db\nquery = SELECT v FROM t WHERE k='%s'\n"
    (folder / "secret.cf").write_text(text)
    os.chmod(folder / "secret.cf", 0o600)  # not ours to read yet
    for name in ("waits", "new"):
        (folder / f"{name}.cf").write_text(text)
    (folder / "wrong.cf").write_text("nonsense\n")
    (folder / "notes.txt").write_text("not a table")
    wait_until(lambda: client.ask("new", "k") == "OK 1" and client.ask("waits", "k") == "OK 1", 20, "the new tables")
    assert client.ask("waits", "K") == "NOTFOUND "  # what its section says holds
    wait_until(lambda: "wrong.cf" in daemon.log(), 20, "a line about the wrong one")
    assert client.ask("wrong", "k").startswith("PERM ") and client.ask("notes", "k").startswith("PERM no such map")
    wait_until(lambda: "secret.cf" in daemon.log(), 20, "a line about the one that cannot be read")
    os.chmod(folder / "secret.cf", 0o644)
    wait_until(lambda: client.ask("secret", "k") == "OK 1", 20, "the one that can be read now")
    os.unlink(folder / "new.cf")  # taken away: serves on until the reload
    time.sleep(1.5)
    assert client.ask("new", "k") == "OK 1"
    daemon.reload()
    assert client.ask("new", "k").startswith("PERM no such map")


def test_a_text_table_rewritten_in_place_is_never_taken_half(sandbox):
    lines = [f"user{number}@example.test ok\n" for number in range(1000)]
    path = sandbox.write("recipients", "".join(lines))
    start_tabled(sandbox, sandbox / "s", f"table r {{\n  source = hash:{path}\n}}\n")
    client = Client(sandbox / "s")
    with open(path, "w") as file:  # some script's way, four seconds long
        for number, line in enumerate(lines):
            file.write(line)
            if number % 100 == 0:
                file.flush()
                time.sleep(0.4)
                assert client.ask("r", "user999@example.test") == "OK ok"
        file.write("new@example.test ok\n")
    wait_until(lambda: client.ask("r", "new@example.test") == "OK ok", 10, "the whole new file")
    assert client.ask("r", "user999@example.test") == "OK ok"


def test_a_text_table_that_could_not_be_read_is_read_once_it_can_be(sandbox):
    path = sandbox.write("t", "k 1\n")
    os.chmod(path, 0o644)
    daemon = start_tabled(sandbox, sandbox / "s", f"table t {{\n  source = hash:{path}\n}}\n")
    client = Client(sandbox / "s")
    assert client.ask("t", "k") == "OK 1"
    sandbox.write("t", "k 2\n")
    os.chmod(path, 0)  # the daemon is no root
    wait_until(lambda: client.ask("t", "k") == "OK 1" and "keeps its old version" in daemon.log(), 10, "a look")
    time.sleep(3)
    assert client.ask("t", "k") == "OK 1"
    assert daemon.log().count("cannot read") == 1  # tried again, but told once
    os.chmod(path, 0o644)
    wait_until(lambda: client.ask("t", "k") == "OK 2", 10, "the file that can be read again")


def test_settings_that_cannot_work_are_told_by_the_check(sandbox):
    def check(text: str):
        path = sandbox.write("check.conf", text)
        outcome = subprocess.run([program("dovetail-tabled"), "-c", str(path), "--check"], capture_output=True, text=True)
        return outcome.returncode, outcome.stdout + outcome.stderr

    status, said = check("tables_pool_size = 0\n")
    assert status == 78 and "tables_pool_size" in said
    status, said = check(f"tables_dir = {sandbox.path}/nowhere\n")
    assert status == 78 and f"{sandbox.path}/nowhere" in said
    status, said = check(f"tables_dir = {sandbox.folder('empty')}\n")
    assert status == 0 and "no *.cf files" in said


def test_listeners_show_what_they_are_told_to(sandbox):
    need("postmap")
    sockets = [free_port(), free_port()]
    sandbox.write("tabled.conf", f"""
table a {{
  source = inline:{{k=v, pct=100%}}
}}
table sasl_passwd {{
  source = inline:{{host=user:secret}}
}}
admin_socket =
log_path = /dev/stderr
service tables {{
  user = 65534
  unix_listener {sandbox.path}/only {{
    mode = 0666
    tables = a
  }}
  unix_listener {sandbox.path}/mine {{
    mode = 0666
    allow_users = 12345
  }}
  inet_listener all {{
    address = 127.0.0.1
    port = {sockets[0]}
  }}
  inet_listener tcp {{
    type = tcp_table
    table = a
    address = 127.0.0.1
    port = {sockets[1]}
  }}
}}
""")
    sandbox.daemon("dovetail-tabled", "-c", sandbox / "tabled.conf")
    only = Client(sandbox / "only")
    assert only.ask("a", "k") == "OK v"
    assert only.ask("sasl_passwd", "host").startswith("PERM ")
    refused = Client(sandbox / "mine")
    try:
        assert refused.ask("a", "k") == "closed"
    except (BrokenPipeError, ConnectionResetError):
        pass
    assert postmap(f"socketmap:inet:127.0.0.1:{sockets[0]}:a", "k")[1] == b"v\n"
    status, _, errors = postmap(f"socketmap:inet:127.0.0.1:{sockets[0]}:sasl_passwd", "host")
    assert status == 1 and b"credentials" in errors
    assert postmap(f"tcp:127.0.0.1:{sockets[1]}", "pct")[1] == b"100%\n"
    assert postmap(f"tcp:127.0.0.1:{sockets[1]}", "none")[0] == 1


def test_random_keys_do_not_push_out_hot_ones(sandbox):
    with sqlite3.connect(sandbox / "x.db") as connection:
        connection.executescript("CREATE TABLE t (k PRIMARY KEY, v); INSERT INTO t VALUES ('hot','1');")
    folder = sandbox.folder("cf.d")
    (folder / "x.cf").write_text(f"dbpath = {sandbox.path}/x.db\nquery = SELECT v FROM t WHERE k='%s'\n")
    start_tabled(sandbox, sandbox / "s", "tables_cache_entries = 1000\ntables_negative_ttl = 30 s\n", folder)
    client = Client(sandbox / "s")
    assert client.ask("x", "hot") == "OK 1"
    time.sleep(1.1)  # the first look at the new file forgets what was remembered before
    assert client.ask("x", "hot") == "OK 1"

    def queries() -> int:
        outcome = subprocess.run([find("curl"), "-s", "--unix-socket", f"{sandbox.path}/tabled.admin", "http://x/status"],
                                 capture_output=True, text=True, check=True)
        return int(outcome.stdout.split('"queries":')[1].split(",")[0])

    for start in range(0, 5000, 50):
        client.send(b"".join(Client.request("x", f"random{n}") for n in range(start, start + 50)))
        assert {client.reply() for _ in range(50)} == {b"NOTFOUND "}
    before = queries()
    assert client.ask("x", "hot") == "OK 1"
    assert queries() == before


def test_a_hundred_thousand_answers_take_less_than_64_mb(sandbox):
    count = 100_000
    with sqlite3.connect(sandbox / "x.db") as connection:
        connection.execute("CREATE TABLE t (k PRIMARY KEY, v)")
        connection.executemany("INSERT INTO t VALUES (?, ?)",
                               ((f"first.last{n}@mail.example.test", f"mail.example.test/first.last{n}/")
                                for n in range(count)))
    folder = sandbox.folder("cf.d")
    (folder / "x.cf").write_text(f"dbpath = {sandbox.path}/x.db\nquery = SELECT v FROM t WHERE k='%s'\n")
    daemon = start_tabled(sandbox, sandbox / "s", "tables_positive_ttl = 1 h\ntables_cache_entries = 140000\n", folder)
    client = Client(sandbox / "s")
    assert client.ask("x", "nobody") == "NOTFOUND "
    time.sleep(1.1)  # the first look at the new file forgets what was remembered before
    client.ask("x", "nobody")

    def entries() -> int:
        outcome = subprocess.run([find("curl"), "-s", "--unix-socket", f"{sandbox.path}/tabled.admin",
                                  "http://x/metrics"], capture_output=True, text=True, check=True)
        return int(float(outcome.stdout.split('dovetail_table_cache_entries{kind="found"} ')[1].split()[0]))

    for start in range(0, count, 100):
        client.send(b"".join(Client.request("x", f"first.last{n}@mail.example.test") for n in range(start, start + 100)))
        for n in range(start, start + 100):
            assert client.reply() == f"OK mail.example.test/first.last{n}/".encode()
    assert entries() > 0.99 * count
    assert rss_of(daemon) < 64 * 1024, rss_of(daemon)  # all of the daemon, its code and SQLite included


def cpu_of(pid: int) -> float:
    """Seconds of processor time."""
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_start_takes_no_time(sandbox):
    folder = sandbox.folder("cf.d")
    for number in range(12):
        (folder / f"t{number}.cf").write_text("hosts = unix:/nonexistent\ndbname = d\nquery = SELECT '%s'\n")
    begin = time.monotonic()
    daemon = start_tabled(sandbox, sandbox / "s", tables_dir=folder)
    waited, worked = time.monotonic() - begin, cpu_of(daemon.pid)
    print(f"start: {1000 * waited:.0f} ms, {1000 * worked:.0f} ms of them work")
    assert worked < 0.5  # less than 50 ms; generous for a debug build with or without sanitizers
