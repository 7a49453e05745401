# SPDX-License-Identifier: MIT
"""Users in SQLite and MariaDB by dovecot-sql.conf.ext: logins, lookups, last login, a database that goes away."""
import sqlite3
import sys
import threading
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "20-authd"))

from authd import AuthClient, plain, write_config  # noqa: E402
from harness import Sandbox, need, wait_until  # noqa: E402

SCHEMA = """\
CREATE TABLE users (email VARCHAR(200) PRIMARY KEY, password VARCHAR(300), quota VARCHAR(30), active INT, imap INT,
                    last_login VARCHAR(100));
INSERT INTO users VALUES ('alice@ex.test', '{PLAIN}alicepw', '10M', 1, 1, NULL),
  ('md5@ex.test', '$1$N3jLwkKc$xic81Xq/RVzayKGdIjQq0/', NULL, 1, 1, NULL),
  ('inactive@ex.test', '{PLAIN}x', NULL, 0, 1, NULL),
  ('noimap@ex.test', '{PLAIN}x', NULL, 1, 0, NULL),
  ('o''hara@ex.test', '{PLAIN}x', NULL, 1, 1, NULL);
"""
EXT = """\
# as the how-to writes it
driver = {driver}
connect = {connect}
default_pass_scheme = MD5
password_query = SELECT email AS user, password, '65534' AS userdb_uid, '65534' AS userdb_gid, \\
  CONCAT_HOME AS userdb_home \\
  FROM users WHERE email = '%Lu' AND active = 1 AND (imap = 1 OR '%s' <> 'imap')
user_query = SELECT 65534 AS uid, 65534 AS gid, CONCAT_HOME AS home, QUOTA_RULE AS quota_rule \\
  FROM users WHERE email = '%Lu' AND active = 1
iterate_query = SELECT email AS user FROM users WHERE active = 1
"""
SQLITE = {"CONCAT_HOME": "'/srv/' || '%d' || '/' || '%n'", "QUOTA_RULE": "'*:storage=' || quota"}
MARIADB = {"CONCAT_HOME": "CONCAT('/srv/', '%d', '/', '%n')", "QUOTA_RULE": "CONCAT('*:storage=', quota)"}


def start(sandbox, driver: str, connect: str, words: dict, extra: str = ""):
    text = EXT.format(driver=driver, connect=connect)
    for word, expression in words.items():
        text = text.replace(word, expression)
    ext = sandbox.write("dovecot-sql.conf.ext", text)
    databases = (f"passdb {{\n  driver = sql\n  args = {ext}\n}}\nuserdb {{\n  driver = prefetch\n}}\n"
                 f"userdb {{\n  driver = sql\n  args = {ext}\n}}\n")
    config = write_config(sandbox, "auth_failure_delay = 0\nauth_username_chars =\n" + extra, databases)
    return sandbox.daemon("dovetail-authd", "-c", config)


class Sqlite:
    def __init__(self, sandbox, extra: str = ""):
        self.folder = sandbox.folder("db", 0o777)
        self.path = self.folder / "mail.db"
        with sqlite3.connect(self.path) as connection:
            connection.executescript(SCHEMA)
        connection.close()
        self.path.chmod(0o666)
        self.authd = start(sandbox, "sqlite", str(self.path), SQLITE, extra)

    def value(self, query: str):
        connection = sqlite3.connect(self.path)
        try:
            return connection.execute(query).fetchone()[0]
        finally:
            connection.close()

    def execute(self, statement: str) -> None:
        connection = sqlite3.connect(self.path)
        with connection:
            connection.execute(statement)
        connection.close()


class MariaDb:
    def __init__(self, sandbox, extra: str = ""):
        need("mariadbd", "mariadb", "mariadb-install-db")
        self.server = sandbox.mariadb()
        self.server.sql("CREATE DATABASE mail; CREATE USER 'mail'@'localhost' IDENTIFIED BY 'geheim';"
                        "GRANT SELECT, UPDATE ON mail.* TO 'mail'@'localhost';")
        self.server.sql(SCHEMA, "mail")
        self.authd = start(sandbox, "mysql", f"host={self.server.socket} dbname=mail user=mail password=geheim",
                           MARIADB, extra)

    def value(self, query: str):
        return self.server.sql(query, "mail").strip()

    def execute(self, statement: str) -> None:
        self.server.sql(statement, "mail")


LAST_LOGIN = "last_login_query = UPDATE users SET last_login = '%s from %r' WHERE email = '%u'\n"


@pytest.fixture(scope="module", params=[Sqlite, MariaDb], ids=["sqlite", "mariadb"])
def site(request):
    with Sandbox() as sandbox:
        yield request.param(sandbox, LAST_LOGIN), sandbox


def login(sandbox, user, password, service="smtp"):
    with AuthClient(sandbox / "run/auth") as client:
        return client.ask(f"AUTH\t1\tPLAIN\tservice={service}\trip=192.0.2.7\tno-penalty\tresp={plain(user, password)}")


def test_logins(site):
    _, sandbox = site
    assert login(sandbox, "Alice@ex.test", "alicepw").startswith("OK\t1\tuser=alice@ex.test")
    assert login(sandbox, "md5@ex.test", "Secret123") == "OK\t1\tuser=md5@ex.test"
    assert login(sandbox, "md5@ex.test", "Secret124") == "FAIL\t1\tuser=md5@ex.test"
    assert login(sandbox, "nosuch@ex.test", "x") == "FAIL\t1\tuser=nosuch@ex.test"
    assert login(sandbox, "inactive@ex.test", "x") == "FAIL\t1\tuser=inactive@ex.test"


def test_a_user_who_may_not_use_imap_may_send(site):
    _, sandbox = site
    assert login(sandbox, "noimap@ex.test", "x", "imap").startswith("FAIL")
    assert login(sandbox, "noimap@ex.test", "x", "smtp").startswith("OK")


def test_names_that_try_to_be_sql(site):
    _, sandbox = site
    assert login(sandbox, "o'hara@ex.test", "x").startswith("OK")
    for name in ("' OR '1'='1", "x' UNION SELECT 'a','{PLAIN}x','1','1','/' -- ", "\\' OR 1=1 -- ", "alice@ex.test'#"):
        assert login(sandbox, name, "x").startswith("FAIL"), name


def test_lookups_and_the_list(site):
    _, sandbox = site
    with AuthClient(sandbox / "run/userdb", "master") as client:
        assert client.ask("USER\t1\talice@ex.test\tservice=lmtp") == (
            "USER\t1\talice@ex.test\tuid=65534\tgid=65534\thome=/srv/ex.test/alice\tquota_rule=*:storage=10M")
        assert client.ask("USER\t2\tmd5@ex.test\tservice=lmtp") == (
            "USER\t2\tmd5@ex.test\tuid=65534\tgid=65534\thome=/srv/ex.test/md5")
        assert client.ask("USER\t3\tnosuch@ex.test\tservice=lmtp") == "NOTFOUND\t3"
        client.send("LIST\t4\tservice=doveadm")
        assert sorted(client.line() for _ in range(4)) == [
            f"LIST\t4\t{u}@ex.test" for u in ("alice", "md5", "noimap", "o'hara")]
        assert client.line() == "DONE\t4\t"


def test_the_last_login_is_written_also_for_a_remembered_one(site):
    host, sandbox = site
    for service in ("smtp", "imap"):
        assert login(sandbox, "md5@ex.test", "Secret123", service).startswith("OK")
        wait_until(lambda: host.value("SELECT last_login FROM users WHERE email = 'md5@ex.test'")
                   == f"{service} from 192.0.2.7", 10, "last login")


def test_a_changed_password_counts_at_once(site):
    host, sandbox = site
    assert login(sandbox, "alice@ex.test", "alicepw").startswith("OK")
    host.execute("UPDATE users SET password = '{PLAIN}other' WHERE email = 'alice@ex.test'")
    assert login(sandbox, "alice@ex.test", "alicepw").startswith("FAIL")
    assert login(sandbox, "alice@ex.test", "other").startswith("OK")
    host.execute("UPDATE users SET password = '{PLAIN}alicepw' WHERE email = 'alice@ex.test'")


def test_a_broken_schema_is_no_wrong_password(site):
    host, sandbox = site
    host.execute("ALTER TABLE users RENAME TO elsewhere") if isinstance(host, Sqlite) else \
        host.execute("RENAME TABLE users TO elsewhere")
    try:
        assert login(sandbox, "alice@ex.test", "alicepw", "imap") == "FAIL\t1\tuser=alice@ex.test\tcode=temp_fail"
        assert login(sandbox, "alice@ex.test", "alicepw", "smtp") is None   # so that Postfix answers 454
        with AuthClient(sandbox / "run/userdb", "master") as client:
            assert client.ask("USER\t1\talice@ex.test\tservice=lmtp") == "FAIL\t1"
            client.send("LIST\t2\tservice=doveadm")
            assert client.line() == "DONE\t2\tfail"
    finally:
        host.execute("ALTER TABLE elsewhere RENAME TO users") if isinstance(host, Sqlite) else \
            host.execute("RENAME TABLE elsewhere TO users")
    assert login(sandbox, "alice@ex.test", "alicepw", "imap").startswith("OK")


def test_a_slow_database_is_given_up_and_delays_nobody_else(sandbox):
    need("mariadbd", "mariadb", "mariadb-install-db")
    server = sandbox.mariadb()
    server.sql("CREATE DATABASE mail; CREATE USER 'mail'@'localhost' IDENTIFIED BY 'geheim';"
               "GRANT SELECT ON mail.* TO 'mail'@'localhost';")
    server.sql(SCHEMA, "mail")
    users = sandbox.write("fast", "fast@ex.test:{PLAIN}x::::::\n")
    ext = sandbox.write("slow.ext", f"driver = mysql\nconnect = host={server.socket} dbname=mail user=mail password=geheim\n"
                        "password_query = SELECT password, SLEEP(9) AS slept FROM users WHERE email = '%u'\n")
    config = write_config(sandbox, "auth_failure_delay = 0\n", f"passdb {{\n  driver = passwd-file\n  args = {users}\n}}\n"
                          f"passdb {{\n  driver = sql\n  args = {ext}\n}}\n")
    sandbox.daemon("dovetail-authd", "-c", config)
    with AuthClient(sandbox / "run/auth", timeout=30.0) as slow:
        started = time.monotonic()
        for number in range(1, 20):
            slow.send(f"AUTH\t{number}\tPLAIN\tservice=imap\tno-penalty\tresp={plain('alice@ex.test', 'alicepw')}")
        assert login(sandbox, "fast@ex.test", "x").startswith("OK")
        assert time.monotonic() - started < 2
        for _ in range(1, 20):
            assert slow.line().endswith("\tuser=alice@ex.test\tcode=temp_fail")
        assert time.monotonic() - started < 8


def test_mariadb_stops_and_starts_under_load(sandbox):
    """Every request gets an answer: OK, or temp_fail while the server is away; the first ones after it is back pass."""
    host = MariaDb(sandbox)
    outcomes, stop = [], threading.Event()

    def load():
        number = 0
        with AuthClient(sandbox / "run/auth", timeout=30.0) as client:
            while not stop.is_set():
                number += 1
                outcomes.append((time.monotonic(), client.ask(
                    f"AUTH\t{number}\tPLAIN\tservice=imap\tno-penalty\tresp={plain('alice@ex.test', 'alicepw')}")))
                time.sleep(0.01)

    threads = [threading.Thread(target=load) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        time.sleep(1)
        host.server.kill()
        time.sleep(2)
        host.server.start()
        back = time.monotonic()
        wait_until(lambda: any(at > back and reply.split("\t")[0] == "OK" for at, reply in list(outcomes)), 40,
                   "logins after the restart")
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    kinds = {reply.split("\t", 2)[0] + (" temp_fail" if "temp_fail" in reply else "") for _, reply in outcomes}
    assert kinds == {"OK", "FAIL temp_fail"}
