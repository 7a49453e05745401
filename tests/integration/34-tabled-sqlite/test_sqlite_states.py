# SPDX-License-Identifier: MIT
"""SQLite files in every state they may be in: WAL, read-only, locked, replaced, removed, damaged."""
import os
import socket
import sqlite3
import subprocess
import time

from harness import wait_until
from harness.tools import find
from tabled_helpers import Client, start_tabled, write_files

QUERY = {"x": "SELECT v FROM t WHERE k='%s'"}


def make(path, value: str, wal: bool = False) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=10)
    if wal:
        connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE t (k PRIMARY KEY, v)")
    connection.execute("INSERT INTO t VALUES ('k', ?)", (value,))
    return connection


def queries_of(sandbox) -> int:
    outcome = subprocess.run([find("curl"), "-s", "--unix-socket", f"{sandbox.path}/tabled.admin", "http://x/status"],
                             capture_output=True, text=True, check=True)
    return int(outcome.stdout.split('"queries":')[1].split(",")[0])


def start(sandbox, path, extra: str = "", **options):
    files = write_files(sandbox / "cf.d", f"dbpath = {path}\n", QUERY)
    return start_tabled(sandbox, sandbox / "s", extra, files, **options)


def test_changes_are_seen_within_two_seconds_though_answers_are_kept(sandbox):
    connection = make(sandbox / "x.db", "1")
    start(sandbox, sandbox / "x.db", "tables_positive_ttl = 1 h\n")
    client = Client(sandbox / "s")
    assert client.ask("x", "k") == "OK 1"
    connection.execute("UPDATE t SET v='2'")
    wait_until(lambda: client.ask("x", "k") == "OK 2", 3, "the new value")
    connection.execute("DELETE FROM t")
    wait_until(lambda: client.ask("x", "k") == "NOTFOUND ", 3, "the end of the row")


def test_a_file_replaced_by_rename_is_opened_again(sandbox):
    make(sandbox / "x.db", "1").close()
    start(sandbox, sandbox / "x.db")
    client = Client(sandbox / "s")
    assert client.ask("x", "k") == "OK 1"
    make(sandbox / "y.db", "2").close()
    os.rename(sandbox / "y.db", sandbox / "x.db")
    wait_until(lambda: client.ask("x", "k") == "OK 2", 3, "the new file")


def test_a_locked_file_is_waited_for_and_others_are_served(sandbox):
    connection = make(sandbox / "x.db", "1")
    start(sandbox, sandbox / "x.db", "table other {\n  source = static:here\n}\ntables_time_limit = 3 s\n"
                                     "tables_positive_ttl = 0\ntables_stale_on_error = 0\n")
    client, other = Client(sandbox / "s"), Client(sandbox / "s")
    assert client.ask("x", "k") == "OK 1"
    connection.execute("BEGIN EXCLUSIVE")
    client.send(Client.request("x", "k"))
    begin = time.monotonic()
    assert other.ask("other", "k") == "OK here"
    assert time.monotonic() - begin < 0.5
    time.sleep(0.5)
    connection.execute("COMMIT")
    assert client.reply() == b"OK 1"
    connection.execute("BEGIN EXCLUSIVE")
    begin = time.monotonic()
    assert client.ask("x", "k")[:5] in ("TEMP ", "TIMEO")
    assert 2.5 < time.monotonic() - begin < 6


def test_many_waiters_for_a_locked_file_hold_up_nobody(sandbox):
    connection = make(sandbox / "x.db", "1")
    start(sandbox, sandbox / "x.db", "table other {\n  source = static:here\n}\ntables_positive_ttl = 0\n")
    waiting = [Client(sandbox / "s") for _ in range(100)]
    other = Client(sandbox / "s")
    assert waiting[0].ask("x", "k") == "OK 1"
    connection.execute("BEGIN EXCLUSIVE")
    for number, client in enumerate(waiting):
        client.send(Client.request("x", "k" if number == 0 else f"k{number}"))
    begin = time.monotonic()
    for _ in range(20):
        assert other.ask("other", "k") == "OK here"
    # Each waiter used to cost 10 ms of every round: a second and more for each of these.
    assert time.monotonic() - begin < 5
    connection.execute("COMMIT")
    assert [client.reply() for client in waiting] == [b"OK 1"] + [b"NOTFOUND "] * 99


def test_the_end_of_a_lock_is_noticed_also_while_a_longer_wait_is_due(sandbox):
    """A union of a MariaDB table that nobody answers and a locked file: the second wait is short."""
    connection = make(sandbox / "x.db", "1")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(sandbox / "mute"))
    os.chmod(sandbox / "mute", 0o666)
    listener.listen(50)  # takes connections and says nothing
    (sandbox.folder("more") / "silent.cf").write_text(
        f"hosts = unix:{sandbox.path}/mute\ndbname = d\nquery = SELECT v FROM t WHERE k='%s'\n")
    start(sandbox, sandbox / "x.db", f"table silent {{\n  source = mysql:{sandbox.path}/more/silent.cf\n}}\n"
                                     "tables_positive_ttl = 0\n")
    silent, client = Client(sandbox / "s"), Client(sandbox / "s")
    assert client.ask("x", "k") == "OK 1"
    silent.send(Client.request("silent", "k"))
    connection.execute("BEGIN EXCLUSIVE")
    client.send(Client.request("x", "k"))
    time.sleep(0.3)
    connection.execute("COMMIT")
    begin = time.monotonic()
    assert client.reply() == b"OK 1"
    assert time.monotonic() - begin < 4  # not the 10 s of tables_time_limit


def test_what_is_remembered_serves_while_the_file_is_locked_or_away(sandbox):
    connection = make(sandbox / "x.db", "1")
    start(sandbox, sandbox / "x.db")
    client = Client(sandbox / "s")
    assert client.ask("x", "k") == "OK 1"
    connection.execute("BEGIN EXCLUSIVE")
    for _ in range(4):
        begin = time.monotonic()
        assert client.ask("x", "k") == "OK 1"
        assert time.monotonic() - begin < 4
        time.sleep(0.6)
    connection.execute("COMMIT")
    os.rename(sandbox / "x.db", sandbox / "away.db")
    for _ in range(4):
        assert client.ask("x", "k") == "OK 1"
        time.sleep(0.6)
    assert client.ask("x", "other").startswith("TEMP ")


def test_a_query_that_never_ends_is_given_up_and_others_are_served(sandbox):
    make(sandbox / "x.db", "1")
    files = write_files(sandbox / "cf.d", f"dbpath = {sandbox.path}/x.db\n", {
        "x": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n WHERE '%s' <> ''",
        "y": "SELECT v FROM t WHERE k='%s'"})
    start_tabled(sandbox, sandbox / "s", "", files)
    client, other = Client(sandbox / "s"), Client(sandbox / "s")
    client.send(Client.request("x", "k"))
    assert other.ask("y", "k") == "OK 1"
    assert client.reply().startswith(b"TIMEOUT ")
    assert client.ask("y", "k") == "OK 1"


def test_an_answer_over_the_limit_forgets_nothing(sandbox):
    connection = make(sandbox / "x.db", "1")
    connection.execute("INSERT INTO t VALUES ('l', '2')")
    files = write_files(sandbox / "cf.d", f"expansion_limit = 1\ndbpath = {sandbox.path}/x.db\n",
                        {"x": "SELECT v FROM t WHERE k='%s' OR '%s'='all'"})
    start_tabled(sandbox, sandbox / "s", "tables_positive_ttl = 1 h\n", files)
    client = Client(sandbox / "s")
    assert client.ask("x", "k") == "OK 1"
    for _ in range(3):
        assert client.ask("x", "all").startswith("TEMP expansion limit")
        time.sleep(0.6)
    before = queries_of(sandbox)
    assert client.ask("x", "k") == "OK 1"
    assert queries_of(sandbox) == before


def test_wal_in_a_folder_that_cannot_be_written(sandbox):
    folder = sandbox.folder("ro")
    make(folder / "x.db", "1", wal=True).close()
    for name in ("x.db-wal", "x.db-shm"):
        assert not (folder / name).exists()
    os.chmod(folder, 0o555)
    # Root may write anywhere: without its file capabilities it is as any other user.
    daemon = start(sandbox, folder / "x.db")
    client = Client(sandbox / "s")
    reply = client.ask("x", "k")
    if reply != "OK 1":  # newer SQLite versions can read it
        assert reply.startswith("TEMP "), reply
        wait_until(lambda: "x.db" in daemon.log(), 5, "a line about the file")
    os.chmod(folder, 0o777)
    wait_until(lambda: client.ask("x", "k") == "OK 1", 5, "an answer once the folder may be written")
    assert daemon.running()


def test_missing_damaged_and_wrong_files_never_say_not_found(sandbox):
    start(sandbox, sandbox / "x.db", "tables_stale_on_error = 0\ntables_positive_ttl = 0\n")
    client = Client(sandbox / "s")
    assert client.ask("x", "k").startswith("TEMP ")
    sandbox.write("x.db", b"no database at all" * 1000)
    assert client.ask("x", "k").startswith("TEMP ")
    os.unlink(sandbox / "x.db")
    sqlite3.connect(sandbox / "x.db").execute("CREATE TABLE other (a)").connection.close()
    assert client.ask("x", "k").startswith("PERM ")  # no such table: will not heal by itself
    os.unlink(sandbox / "x.db")
    make(sandbox / "x.db", "1").close()
    wait_until(lambda: client.ask("x", "k") == "OK 1", 3, "an answer from the right file")


def test_a_reader_leaves_no_lock_behind(sandbox):
    connection = make(sandbox / "x.db", "1", wal=True)
    os.chmod(sandbox / "x.db", 0o666)
    start(sandbox, sandbox / "x.db")
    client = Client(sandbox / "s")
    wait_until(lambda: client.ask("x", "k") == "OK 1", 3, "an answer")
    connection.execute("UPDATE t SET v='2'")
    blocked = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    assert blocked == 0
