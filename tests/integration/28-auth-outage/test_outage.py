# SPDX-License-Identifier: MIT
"""Databases that are away or locked: what the cache may say then, the last login, and who may ask for whom."""
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "20-authd"))

from authd import MAIL_UID, AuthClient, plain, users, write_config  # noqa: E402
from harness import wait_until  # noqa: E402

OK = "OK\t1\tuser=alice@ex.test"
AWAY = "FAIL\t1\tuser={}\tcode=temp_fail"


def login(sandbox, user, password):
    with AuthClient(sandbox / "run/auth") as client:
        return client.ask(f"AUTH\t1\tPLAIN\tservice=imap\tno-penalty\tresp={plain(user, password)}")


def lookup(sandbox, command, user):
    with AuthClient(sandbox / "run/userdb", "master") as client:
        return client.ask(f"{command}\t1\t{user}\tservice=lmtp")


def make_database(sandbox, name="mail.db"):
    path = sandbox.folder("db", 0o777) / name
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE u (email TEXT PRIMARY KEY, password TEXT, last TEXT)")
        made.execute("INSERT INTO u VALUES ('alice@ex.test', '{PLAIN}old', NULL)")
    made.close()
    path.chmod(0o666)
    return path


def sql(sandbox, path, name="sql.ext"):
    ext = sandbox.write(name, f"driver = sqlite\nconnect = {path}\n"
                        "password_query = SELECT email AS user, password FROM u WHERE email = '%u'\n"
                        "user_query = SELECT '/h' AS home, 5 AS uid, 5 AS gid FROM u WHERE email = '%u'\n")
    return f"passdb {{\n  driver = sql\n  args = {ext}\n}}\nuserdb {{\n  driver = sql\n  args = {ext}\n}}\n"


@pytest.mark.parametrize("cache", ["", "auth_cache_size = 1M\n", "auth_cache_size = 1M\nauth_cache_negative_ttl = 0\n"])
def test_a_database_that_is_away_is_no_wrong_password_and_no_missing_user(sandbox, cache):
    """With a cache those it knows log in all the same; nobody is told that a password is wrong or a user missing."""
    path = make_database(sandbox)
    sandbox.daemon("dovetail-authd", "-c",
                   write_config(sandbox, "auth_failure_delay = 0\n" + cache, sql(sandbox, path)))
    assert login(sandbox, "alice@ex.test", "old") == OK
    assert lookup(sandbox, "USER", "alice@ex.test").startswith("USER\t1\talice@ex.test")
    away = path.rename(path.with_suffix(".away"))
    assert login(sandbox, "alice@ex.test", "new") == AWAY.format("alice@ex.test")
    assert login(sandbox, "nosuch@ex.test", "x") == AWAY.format("nosuch@ex.test")
    assert lookup(sandbox, "USER", "nosuch@ex.test") == "FAIL\t1"
    assert lookup(sandbox, "PASS", "nosuch@ex.test") == "FAIL\t1"
    assert login(sandbox, "alice@ex.test", "old") == (OK if cache else AWAY.format("alice@ex.test"))
    assert lookup(sandbox, "USER", "alice@ex.test").startswith("USER" if cache else "FAIL")
    away.rename(path)
    assert login(sandbox, "alice@ex.test", "old") == OK
    assert login(sandbox, "nosuch@ex.test", "x") == "FAIL\t1\tuser=nosuch@ex.test"


def test_a_last_login_that_cannot_be_written_delays_and_fails_nobody(sandbox):
    """Somebody holds the file of the last logins all the time: every login is answered while he does."""
    path, last = make_database(sandbox), make_database(sandbox, "last.db")
    ext = sandbox.write("last.ext", f"driver = sqlite\nconnect = {last}\n")
    daemon = sandbox.daemon("dovetail-authd", "-c", write_config(
        sandbox, f"last_login_database = {ext}\nlast_login_query = UPDATE u SET last = '%s' WHERE email = '%u'\n",
        sql(sandbox, path)))
    holder = sqlite3.connect(last, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    for _ in range(50):
        assert login(sandbox, "alice@ex.test", "old") == OK
    assert lookup(sandbox, "USER", "alice@ex.test").startswith("USER")
    log = sandbox / "authd.log"
    wait_until(lambda: "last_login_query failed" in log.read_text(), 30, "the complaint")
    assert holder.execute("SELECT last FROM u").fetchone() == (None,)
    holder.execute("COMMIT")
    holder.close()

    def written():
        assert login(sandbox, "alice@ex.test", "old") == OK
        with sqlite3.connect(last) as reader:
            found = reader.execute("SELECT last FROM u").fetchone()
        reader.close()
        return found == ("imap",)
    wait_until(written, 30, "the last login")
    daemon.stop(30)
    assert log.read_text().count("last_login_query failed") == 1   # the next complaint is due in a minute


def test_a_last_login_that_cannot_be_written_does_not_hold_the_end_up(sandbox):
    """Fifty of them wait for the file that somebody holds, a second each: the daemon ends all the same, and says well done."""
    path, last = make_database(sandbox), make_database(sandbox, "last.db")
    ext = sandbox.write("last.ext", f"driver = sqlite\nconnect = {last}\n")
    daemon = sandbox.daemon("dovetail-authd", "-c", write_config(
        sandbox, f"last_login_database = {ext}\nlast_login_query = UPDATE u SET last = '%s' WHERE email = '%u'\n",
        sql(sandbox, path)))
    holder = sqlite3.connect(last, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    for _ in range(50):
        assert login(sandbox, "alice@ex.test", "old") == OK
    assert daemon.stop(20) == 0
    holder.close()


def test_a_slow_query_stops_no_login_of_others(sandbox):
    """A query that computes for seconds in an SQLite file: users of a passwd-file log in meanwhile, and so does its user."""
    path = make_database(sandbox)
    slow = ("SELECT email AS user, password FROM u WHERE email = '%u' AND 10000000 = (WITH RECURSIVE n(x) AS "
            "(SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 10000000) SELECT count(*) FROM n)")
    ext = sandbox.write("slow.ext", f"driver = sqlite\nconnect = {path}\npassword_query = {slow}\n")
    fast = sandbox.write("fast", "bob@ex.test:{PLAIN}bobpw::::::\n")
    sandbox.daemon("dovetail-authd", "-c", write_config(
        sandbox, "auth_failure_delay = 0\n", f"passdb {{\n  driver = passwd-file\n  args = {fast}\n}}\n"
        f"passdb {{\n  driver = sql\n  args = {ext}\n}}\n"))
    with AuthClient(sandbox / "run/auth", timeout=30.0) as client:
        for number in (1, 2, 3):
            client.send(f"AUTH\t{number}\tPLAIN\tservice=imap\tno-penalty\tresp={plain('alice@ex.test', 'old')}")
            client.send(f"AUTH\t{number + 3}\tPLAIN\tservice=imap\tno-penalty\tresp={plain('bob@ex.test', 'bobpw')}")
        replies = [client.line() for _ in range(6)]
    assert [reply.split("\t")[:2] for reply in replies[:3]] == [["OK", "4"], ["OK", "5"], ["OK", "6"]]
    # The machine may be too slow for the others: then they are told so.
    assert all(reply.startswith("OK\t") or reply.endswith("code=temp_fail") for reply in replies[3:])


def test_a_locked_database_of_users_stops_no_login_of_others(sandbox):
    """While somebody holds the SQLite file, users of a passwd-file log in; the waiting ones are answered when he lets go."""
    path = make_database(sandbox)
    fast = sandbox.write("fast", "bob@ex.test:{PLAIN}bobpw::::::\n")
    sandbox.daemon("dovetail-authd", "-c", write_config(
        sandbox, "auth_failure_delay = 0\n",
        f"passdb {{\n  driver = passwd-file\n  args = {fast}\n}}\n" + sql(sandbox, path)))
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with AuthClient(sandbox / "run/auth", timeout=30.0) as waiting:
        for number in range(1, 6):
            waiting.send(f"AUTH\t{number}\tPLAIN\tservice=imap\tno-penalty\tresp={plain('alice@ex.test', 'old')}")
        for _ in range(20):
            assert login(sandbox, "bob@ex.test", "bobpw") == "OK\t1\tuser=bob@ex.test"
        holder.execute("COMMIT")
        holder.close()
        replies = sorted(waiting.line() for _ in range(5))
        # None is lost: right, or told that the database did not answer in time.
        assert all(reply.startswith("OK\t") or reply.endswith("code=temp_fail") for reply in replies)
    assert login(sandbox, "alice@ex.test", "old") == OK


ASK = """
import socket, sys
client = socket.socket(socket.AF_UNIX)
client.connect(sys.argv[1])
client.sendall(("VERSION\\t1\\t1\\n" + "\\n".join(sys.argv[2:]) + "\\n").encode())
seen = b""
while seen.count(b"\\n") < 2 + len(sys.argv[2:]):
    seen += client.recv(65536)
print(seen.decode().split("\\n", 2)[2], end="")
"""


def ask_as(uid, path, *lines):
    return subprocess.run([sys.executable, "-c", ASK, str(path), *lines], capture_output=True, text=True, check=True, timeout=60,
                          user=uid, group=uid, extra_groups=[]).stdout.splitlines()


def kinds(replies):
    """By id: what is refused at once overtakes what is looked up."""
    return {reply.split("\t")[1]: reply.split("\t")[0] for reply in replies}


def test_a_socket_open_to_all_tells_a_peer_of_itself_alone(sandbox):
    """Mode 0666 (spec 4.3): root may ask for everybody, others for the user whose uid they have."""
    own = users(sandbox / "mail") + "other@ex.test:{PLAIN}x:4321:4321::/h::\n"
    file = sandbox.write("own-users", own)
    sandbox.daemon("dovetail-authd", "-c", write_config(
        sandbox, "", f"passdb {{\n  driver = passwd-file\n  args = {file}\n}}\nuserdb {{\n  driver = passwd-file\n  args = {file}\n}}\n"))
    socket = sandbox / "run/userdb"
    questions = ["USER\t1\tother@ex.test\tservice=lmtp", "USER\t2\talice@ex.test\tservice=lmtp",
                 "PASS\t3\tother@ex.test\tservice=lmtp"]
    assert kinds(ask_as(0, socket, *questions)) == {"1": "USER", "2": "USER", "3": "PASS"}
    assert kinds(ask_as(4321, socket, *questions)) == {"1": "USER", "2": "FAIL", "3": "FAIL"}
    assert ask_as(4321, socket, "LIST\t4\tservice=lmtp") == ["DONE\t4\tfail"]
    assert MAIL_UID != 4321
