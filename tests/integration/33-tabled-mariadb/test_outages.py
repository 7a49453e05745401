# SPDX-License-Identifier: MIT
"""MariaDB stopped, restarted, slow, refusing: never "not found", never a 5xx, and back as soon as the server is."""
import json
import os
import signal
import socket
import subprocess
import threading
import time

import pytest

from harness import SmtpClient, free_port, need, wait_until
from harness.tools import find, full_only
from tabled_helpers import Client, make_mysql, mysql_head, postmap, start_tabled, wrapped, write_files

UNCACHED = "tables_positive_ttl = 0\ntables_negative_ttl = 0\ntables_stale_on_error = 0\n"


@pytest.fixture
def database(sandbox):
    need("mariadbd")
    server = sandbox.mariadb()
    make_mysql(server)
    return server


def status(sandbox, label: str = "tabled") -> dict:
    outcome = subprocess.run([find("curl"), "-s", "--unix-socket", f"{sandbox.path}/{label}.admin", "http://x/status"],
                             capture_output=True, text=True, check=True)
    return json.loads(outcome.stdout)["tabled"]


def test_restart_under_load_costs_no_5xx(sandbox, database):
    need("postfix")
    files = write_files(sandbox / "cf.d", mysql_head(database))
    postfix = sandbox.postfix({"virtual_mailbox_domains": "socketmap:unix:private/tabled:virtual_domains",
                               "virtual_mailbox_maps": wrapped("private/tabled", "mailbox_dir"),
                               "virtual_alias_maps": wrapped("private/tabled", "virtual_alias"),
                               "transport_maps": wrapped("private/tabled", "transport"),
                               "virtual_transport": "discard:", "smtpd_error_sleep_time": "0",
                               "smtpd_soft_error_limit": "10000", "smtpd_hard_error_limit": "10000",
                               "smtpd_junk_command_limit": "100000",
                               "smtpd_recipient_restrictions": "reject_unauth_destination"}, start=False)
    daemon = start_tabled(sandbox, postfix.private / "tabled", UNCACHED, files)
    postfix.start()
    replies, stop = [], threading.Event()

    def load():
        with SmtpClient(postfix.port) as client:
            client.ehlo()
            while not stop.is_set():
                client.command("MAIL FROM:<s@out.test>")
                code = client.command("RCPT TO:<ann@example.test>").code
                replies.append((time.monotonic(), code))
                client.command("RSET")
                time.sleep(0.01)

    threads = [threading.Thread(target=load) for _ in range(3)]
    for thread in threads:
        thread.start()
    wait_until(lambda: len(replies) > 100, 20, "replies before the restart")
    down = time.monotonic()
    database.stop()
    time.sleep(1)
    database.start()
    up = time.monotonic()
    wait_until(lambda: any(at > up and code == 250 for at, code in list(replies)), 5, "250 after the restart")
    time.sleep(2)
    stop.set()
    for thread in threads:
        thread.join()
    codes = {code for _, code in replies}
    assert codes == {250, 451}, codes
    late = [at - up for at, code in replies if code == 451 and at > up]
    # A host that could not be reached is asked again after half a second, a second, ... while it is down.
    assert not late or max(late) < 2.5, max(late)
    assert {code for at, code in replies if at < down} == {250}
    assert daemon.log().count("lookup failed") < 20  # a line a minute and table, not one a lookup
    assert "works again" in daemon.log()


def test_old_answers_serve_while_the_server_is_away_but_not_for_logins(sandbox, database):
    query = "SELECT maildir FROM virtual_user WHERE address = '%s'"
    files = write_files(sandbox / "cf.d", mysql_head(database), {"mailbox": query, "sender_login": query})
    start_tabled(sandbox, sandbox / "s", "tables_positive_ttl = 1 s\ntables_negative_ttl = 1 s\n", files)
    client = Client(sandbox / "s")
    assert client.ask("mailbox", "ann@example.test") == "OK example.test/ann/"
    assert client.ask("sender_login", "ann@example.test") == "OK example.test/ann/"
    assert client.ask("mailbox", "nobody@example.test") == "NOTFOUND "
    database.stop()
    time.sleep(1.2)
    assert client.ask("mailbox", "ann@example.test") == "OK example.test/ann/"
    assert client.ask("sender_login", "ann@example.test").startswith("TEMP ")
    assert client.ask("mailbox", "nobody@example.test").startswith("TEMP ")
    assert client.ask("mailbox", "bob@example.test").startswith("TEMP ")
    assert status(sandbox)["stale_answers"] == 1


def test_slow_query_ends_at_the_time_limit_and_stops_nothing_else(sandbox, database):
    files = write_files(sandbox / "cf.d", mysql_head(database),
                        {"slow": "SELECT SLEEP(3), '%s'", "quick": "SELECT '%s'"})
    start_tabled(sandbox, sandbox / "s", "tables_time_limit = 1 s\n", files)
    slow, quick = [Client(sandbox / "s") for _ in range(3)], Client(sandbox / "s")
    start = time.monotonic()
    for number, client in enumerate(slow):
        client.send(Client.request("slow", f"key{number}"))
    assert quick.ask("quick", "x") == "OK x"
    assert time.monotonic() - start < 0.9
    for client in slow:
        assert client.reply().startswith(b"TIMEOUT ")
    assert 0.9 < time.monotonic() - start < 2.5


def test_equal_questions_share_one_query(sandbox, database):
    files = write_files(sandbox / "cf.d", mysql_head(database), {"slow": "SELECT SLEEP(1), '%s'"})
    start_tabled(sandbox, sandbox / "s", tables_dir=files)
    clients = [Client(sandbox / "s") for _ in range(20)]
    for client in clients:
        client.send(Client.request("slow", "same"))
    assert {client.reply() for client in clients} == {b"OK 0,same"}
    assert status(sandbox)["queries"] == 1
    assert status(sandbox)["shared_queries"] == 19


def test_many_askers_at_once_get_what_each_asked_for(sandbox, database):
    """Keys of a table go together as one statement then; the answers are those of each key alone."""
    rows = ",".join(f"('k{n}','v{n}.{m}',{n})" for n in range(200) for m in range(n % 4))
    database.sql(f"CREATE TABLE many (k varchar(50), v varchar(50), n int, KEY (k)); INSERT INTO many VALUES {rows}; "
                 "INSERT INTO many VALUES ('null', NULL, 1), ('empty', '', NULL), ('it''s', 'quoted', 2); ALTER TABLE many ADD z int(6) zerofill DEFAULT 42", "mail")
    queries = {"plain": "SELECT v FROM many WHERE k = '%s'", "filled": "SELECT z FROM many WHERE k = '%s'",
               "columns": "SELECT v, n FROM many WHERE k = '%s'",
               "joined": "SELECT b.n FROM many AS a INNER JOIN many AS b ON (a.k = b.k) WHERE a.k = '%u' AND a.n >= 0",
               "ordered": "SELECT v FROM many WHERE k = '%s' ORDER BY v DESC", "dates": "SELECT curdate(), v FROM many WHERE k = '%s'"}
    files = write_files(sandbox / "cf.d", mysql_head(database), queries)
    start_tabled(sandbox, sandbox / "s", UNCACHED, files)
    keys = [f"k{n}" for n in range(200)] + ["null", "empty", "it's", "none", "it", "%", "ü", "k1' OR '1'='1"]
    asked = [(name, key) for key in keys for name in queries]
    client = Client(sandbox / "s")
    alone = {(name, key): client.ask(name, key) for name, key in asked}
    assert alone["columns", "k3"] == "OK v3.0,3,v3.1,3,v3.2,3"
    assert alone["filled", "k1"] == "OK 000042"   # in a UNION it would be 42
    general = sandbox / "general.log"
    database.sql(f"SET GLOBAL general_log_file='{general}'; SET GLOBAL general_log=1")
    wrong = []

    def ask_all(offset: int) -> None:
        own = Client(sandbox / "s")
        for start in range(0, len(asked), 50):
            part = [asked[(offset + start + i) % len(asked)] for i in range(50)]
            own.send(b"".join(Client.request(name, key) for name, key in part))
            for question in part:
                reply = own.reply().decode()
                if reply != alone[question]:
                    wrong.append((question, reply, alone[question]))

    threads = [threading.Thread(target=ask_all, args=(37 * number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    log = general.read_text(errors="replace")
    assert "UNION ALL" in log
    assert "UNION ALL" not in "".join(line for line in log.splitlines() if "ORDER BY" in line or "curdate" in line)


def test_refused_account_and_wrong_sql_are_told_apart(sandbox, database):
    head = mysql_head(database)
    files = write_files(sandbox / "cf.d", head, {"syntax": "SELEC '%s'", "table": "SELECT x FROM nowhere WHERE y='%s'"})
    write_files(files, head.replace("P4ssw0rd", "wrong"), {"account": "SELECT '%s'"})
    write_files(files, head.replace(f"unix:{database.socket}", f"inet:127.0.0.1:{free_port()}"), {"nobody": "SELECT '%s'"})
    daemon = start_tabled(sandbox, sandbox / "s", tables_dir=files)
    client = Client(sandbox / "s")
    assert client.ask("syntax", "x").startswith("PERM ")
    assert client.ask("table", "x").startswith("PERM ")
    assert client.ask("account", "x").startswith("TEMP ")
    assert client.ask("nobody", "x").startswith("TEMP ")
    assert "P4ssw0rd" not in daemon.log() and "wrong" not in daemon.log()


def test_a_server_that_accepts_and_says_nothing(sandbox):
    silent = socket.socket()
    silent.bind(("127.0.0.1", 0))
    silent.listen(100)
    files = write_files(sandbox / "cf.d", f"user = u\ndbname = d\nhosts = inet:127.0.0.1:{silent.getsockname()[1]}\n",
                        {"x": "SELECT '%s'"})
    start_tabled(sandbox, sandbox / "s", "tables_time_limit = 1 s\n", files)
    client = Client(sandbox / "s")
    start = time.monotonic()
    assert client.ask("x", "k").startswith("TIMEOUT ")
    assert time.monotonic() - start < 2
    silent.close()


def test_one_credential_for_all_tables(sandbox, database):
    """The password in systemd's credential, the connection given once, or for one table, or in an option file."""
    credentials = sandbox.folder("credentials")
    (credentials / "mail-db").write_text("P4ssw0rd\n")
    files = sandbox.folder("cf.d")
    query = "query = SELECT maildir FROM virtual_user WHERE address = '%s'\n"
    (files / "shared.cf").write_text(query)
    (files / "own.cf").write_text(query)
    (files / "password.cf").write_text(f"hosts = unix:{database.socket}\nuser = mail\ndbname = mail\n"
                                       f"password = credential:mail-db\n{query}")
    other = f"hosts = inet:127.0.0.1:{database.port}\ndbname = mail\n"
    (files / "elsewhere.cf").write_text(other + query)
    words = f"host={database.socket} user=mail password=credential:mail-db dbname=mail"
    daemon = start_tabled(sandbox, sandbox / "s", f"tables_connect = {words}\ntable own {{\n"
                          f"  connect = host=127.0.0.1 port={database.port} user=mail password=credential:mail-db dbname=mail\n}}\n",
                          files, env={"CREDENTIALS_DIRECTORY": str(credentials)})
    client = Client(sandbox / "s")
    for name in ("shared", "own", "password"):
        assert client.ask(name, "ann@example.test") == "OK example.test/ann/", name
    assert client.ask("elsewhere", "ann@example.test").startswith("TEMP ")  # not the password of another server
    assert "P4ssw0rd" not in daemon.log()


def test_option_files(sandbox, database):
    option_file = sandbox.write("my.cnf", f"[client]\nuser=mail\npassword=P4ssw0rd\nsocket={database.socket}\n"
                                          "[other]\nuser=nobody\n")
    head = f"option_file = {option_file}\ndbname = mail\nhosts = unix:{database.socket}\n"
    query = {"client": "SELECT uid FROM virtual_user WHERE address = '%s'"}
    files = write_files(sandbox / "cf.d", head, query)
    write_files(files, head + "option_group = other\n", {"other": query["client"]})
    home = sandbox.folder("home")  # without a word about it the library's own files count, as for Postfix since 3.2
    (home / ".my.cnf").write_text(f"[client]\nuser=mail\npassword=P4ssw0rd\n")
    own = f"dbname = mail\nhosts = unix:{database.socket}\n"
    write_files(files, own, {"default": query["client"]})
    write_files(files, own + "option_group =\n", {"none": query["client"]})
    start_tabled(sandbox, sandbox / "s", tables_dir=files, env={"HOME": str(home)})
    client = Client(sandbox / "s")
    assert client.ask("client", "cat@other.test") == "OK 5000"
    assert client.ask("other", "cat@other.test").startswith("TEMP ")  # that group has another user
    assert client.ask("default", "cat@other.test") == "OK 5000"
    assert client.ask("none", "cat@other.test").startswith("TEMP ")


def test_tls_words_of_a_connection_are_obeyed(sandbox, database):
    """A server without TLS, and a certificate to be checked: no answer is better than a password in clear text."""
    files = write_files(sandbox / "cf.d", "", {"x": "SELECT '%s'"})
    words = f"host=127.0.0.1 port={database.port} user=mail password=P4ssw0rd dbname=mail"
    start_tabled(sandbox, sandbox / "s", f"tables_connect = {words} ssl_ca=/nonexistent.pem ssl_verify_server_cert=yes\n",
                 files)
    assert Client(sandbox / "s").ask("x", "k").startswith("TEMP ")
    start_tabled(sandbox, sandbox / "t", f"tables_connect = {words} sll_ca=/nonexistent.pem\n", files, label="typo")
    assert Client(sandbox / "t").ask("x", "k").startswith("PERM ")
    start_tabled(sandbox, sandbox / "u", f"tables_connect = {words} ssl_verify_server_cert=no\n", files, label="plain")
    assert Client(sandbox / "u").ask("x", "k") == "OK k"


def make_certificates(folder) -> None:
    """ca.pem, and server.pem and client.pem with their keys, signed by it; other.pem signed nothing."""
    def openssl(*words):
        subprocess.run([find("openssl"), *map(str, words)], check=True, capture_output=True)

    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    for name in ("ca", "other"):
        openssl("req", "-x509", *curve, "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.pem", "-days", "2",
                "-subj", f"/CN={name}")
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\n")
    for name in ("server", "client"):
        openssl("req", *curve, "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.req", "-subj",
                "/CN=127.0.0.1" if name == "server" else "/CN=tabled")
        openssl("x509", "-req", "-in", folder / f"{name}.req", "-CA", folder / "ca.pem", "-CAkey", folder / "ca.key",
                "-CAcreateserial", "-out", folder / f"{name}.pem", "-days", "2", "-extfile", folder / "names")
    for file in folder.iterdir():
        file.chmod(0o644)


def test_tls_to_a_server_that_has_it(sandbox):
    """The tls_ keys of mysql_table(5) and the ssl_ words of `connect`: what postmap with mysql: gets, and encrypted."""
    need("mariadbd", "openssl", "postmap")
    certificates = sandbox.folder("tls")
    make_certificates(certificates)
    server = sandbox.mariadb(options=[f"--ssl-ca={certificates}/ca.pem", f"--ssl-cert={certificates}/server.pem",
                                      f"--ssl-key={certificates}/server.key"])
    server.sql("CREATE DATABASE mail; GRANT ALL ON mail.* TO tls@'127.0.0.1' IDENTIFIED BY 'P4ssw0rd' REQUIRE SSL; "
               "GRANT ALL ON mail.* TO mutual@'127.0.0.1' IDENTIFIED BY 'P4ssw0rd' REQUIRE X509")
    query = "SELECT concat('%s ', VARIABLE_VALUE) FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME='Ssl_version'"
    head = f"hosts = 127.0.0.1:{server.port}\npassword = P4ssw0rd\ndbname = mail\n"
    trust = f"tls_CAfile = {certificates}/ca.pem\ntls_verify_cert = yes\n"
    own = f"tls_cert_file = {certificates}/client.pem\ntls_key_file = {certificates}/client.key\n"
    stranger = f"tls_CAfile = {certificates}/other.pem\ntls_verify_cert = yes\n"
    files = sandbox.folder("cf.d")
    for name, text in {"checked": "user = tls\n" + trust, "mutual": "user = mutual\n" + trust + own,
                       "anonymous": "user = mutual\n" + trust, "stranger": "user = tls\n" + stranger}.items():
        write_files(files, head + text, {name: query})
    words = (f"host=127.0.0.1 port={server.port} user=mutual password=P4ssw0rd dbname=mail "
             f"ssl_ca={certificates}/ca.pem ssl_cert={certificates}/client.pem ssl_key={certificates}/client.key "
             "ssl_verify_server_cert=yes")
    start_tabled(sandbox, sandbox / "s", UNCACHED, files)
    start_tabled(sandbox, sandbox / "t", UNCACHED + f"tables_connect = {words}\n",
                 write_files(sandbox / "shared", "", {"shared": query}), label="shared")
    client = Client(sandbox / "s")
    for asked, name in ((client, "checked"), (client, "mutual"), (Client(sandbox / "t"), "shared")):
        for key in ("a", "b"):  # connected by a worker, then on the same connection
            assert asked.ask(name, key).startswith(f"OK {key} TLSv1"), name
    for name in ("checked", "mutual"):
        assert postmap(f"mysql:{files}/{name}.cf", "a")[1].decode().rstrip() == client.ask(name, "a")[3:]
    for name in ("anonymous", "stranger"):
        assert client.ask(name, "a").startswith("TEMP "), name
        assert postmap(f"mysql:{files}/{name}.cf", "a")[0] == 1


def test_after_a_long_outage_the_server_is_found_at_once(sandbox, database):
    """However long it was away: a minute of it was followed by another minute of TEMP."""
    full_only()
    files = write_files(sandbox / "cf.d", mysql_head(database))
    start_tabled(sandbox, sandbox / "s", UNCACHED, files)
    client = Client(sandbox / "s")
    assert client.ask("uid", "cat@other.test") == "OK 5000"
    database.stop()
    end = time.monotonic() + 66
    while time.monotonic() < end:
        assert client.ask("uid", "cat@other.test").startswith("TEMP ")
        time.sleep(0.05)
    database.start()
    up = time.monotonic()
    wait_until(lambda: client.ask("uid", "cat@other.test") == "OK 5000", 30, "an answer")
    assert time.monotonic() - up < 5  # looked for every two seconds


def test_too_many_connections_are_an_outage(sandbox, database):
    database.sql("GRANT ALL ON mail.* TO few@localhost IDENTIFIED BY 'P4ssw0rd' WITH MAX_USER_CONNECTIONS 1")
    files = write_files(sandbox / "cf.d", mysql_head(database).replace("user = mail", "user = few"))
    start_tabled(sandbox, sandbox / "s", "tables_positive_ttl = 1 s\ntables_pool_size = 1\n", files)
    client = Client(sandbox / "s")
    assert client.ask("uid", "cat@other.test") == "OK 5000"

    def of_few() -> list[str]:
        return database.sql("SELECT id FROM information_schema.processlist WHERE user='few'").split()

    for number in of_few():
        database.sql(f"KILL {number}")
    wait_until(lambda: not of_few(), 10, "the end of the connection")
    sandbox.process("mariadb", [find("mariadb"), "--no-defaults", f"--socket={database.socket}", "-ufew", "-pP4ssw0rd",
                                "-e", "SELECT SLEEP(60)"])
    wait_until(of_few, 10, "somebody else's connection")
    time.sleep(1.2)
    assert client.ask("uid", "cat@other.test") == "OK 5000"  # past its time, but nobody can be asked
    assert client.ask("uid", "ann@example.test").startswith("TEMP ")
    assert status(sandbox)["stale_answers"] >= 1


def test_connections_that_the_server_refuses_take_no_lookups_from_those_that_work(sandbox, database):
    """Two connections allowed, four wanted: a burst makes the pool want more, and the refused ones stand idle."""
    database.sql("GRANT ALL ON mail.* TO two@localhost IDENTIFIED BY 'P4ssw0rd' WITH MAX_USER_CONNECTIONS 2")
    files = write_files(sandbox / "cf.d", mysql_head(database).replace("user = mail", "user = two"),
                        {"slow": "SELECT SLEEP(0.3), '%s'", "quick": "SELECT '%s'"})
    start_tabled(sandbox, sandbox / "s", UNCACHED + "tables_pool_size = 4\n", files)
    clients = [Client(sandbox / "s") for _ in range(6)]
    assert clients[0].ask("quick", "x") == "OK x"
    for number, client in enumerate(clients):
        client.send(Client.request("slow", f"k{number}"))
    assert [client.reply().decode() for client in clients] == [f"OK 0,k{number}" for number in range(6)]
    for number in range(100):
        assert clients[0].ask("quick", f"y{number}") == f"OK y{number}"


def test_queries_that_nobody_waits_for_any_more_are_not_run(sandbox, database):
    files = write_files(sandbox / "cf.d", mysql_head(database), {"slow": "SELECT SLEEP(0.5), '%s'", "quick": "SELECT '%s'"})
    start_tabled(sandbox, sandbox / "s", UNCACHED + "tables_pool_size = 1\ntables_time_limit = 2 s\n", files)
    clients = [Client(sandbox / "s") for _ in range(60)]
    for number, client in enumerate(clients):  # half a minute of work
        client.send(Client.request("slow", f"k{number}"))
    replies = [client.reply() for client in clients]
    assert any(reply.startswith(b"TIMEOUT ") for reply in replies)
    wait_until(lambda: clients[0].ask("quick", "x") == "OK x", 8, "an answer soon after the overload")


def test_who_joins_a_query_late_gets_its_answer(sandbox, database):
    """The first asker's time is up while their query waits for a connection: it is asked for the second one's sake."""
    files = write_files(sandbox / "cf.d", mysql_head(database), {"slow": "SELECT SLEEP(1.6), '%s'", "quick": "SELECT '%s'"})
    start_tabled(sandbox, sandbox / "s", UNCACHED + "tables_pool_size = 1\ntables_time_limit = 2 s\n", files)
    slow, first, second = (Client(sandbox / "s") for _ in range(3))
    assert first.ask("quick", "x") == "OK x"
    slow.send(Client.request("slow", "a"))
    time.sleep(0.1)
    first.send(Client.request("slow", "b"))  # behind it
    begin = time.monotonic()
    time.sleep(1.2)
    second.send(Client.request("slow", "b"))  # joins
    assert slow.reply() == b"OK 0,a"
    assert first.reply().startswith(b"TIMEOUT ")
    assert time.monotonic() - begin < 3
    reply = second.reply()
    assert reply == b"OK 0,b" or reply.startswith(b"TIMEOUT "), reply  # as the machine allows; never TEMP


def test_a_server_that_hangs_is_an_outage_for_everybody_who_waits(sandbox, database):
    files = write_files(sandbox / "cf.d", mysql_head(database))
    start_tabled(sandbox, sandbox / "s", "tables_positive_ttl = 1 s\ntables_time_limit = 2 s\n", files)
    clients = [Client(sandbox / "s") for _ in range(5)]
    assert clients[0].ask("uid", "cat@other.test") == "OK 5000"
    time.sleep(1.2)
    os.kill(database.process.pid, signal.SIGSTOP)
    try:
        for client in clients:
            client.send(Client.request("uid", "cat@other.test"))
            time.sleep(0.3)
        assert {client.reply() for client in clients} == {b"OK 5000"}
    finally:
        os.kill(database.process.pid, signal.SIGCONT)


def test_flush_is_not_undone_by_a_query_under_way(sandbox, database):
    files = write_files(sandbox / "cf.d", mysql_head(database), {"slow": "SELECT v, SLEEP(1) FROM t WHERE k='%s'"})
    database.sql("CREATE TABLE t (k varchar(20) PRIMARY KEY, v varchar(20)); INSERT INTO t VALUES ('k', 'old')", "mail")
    start_tabled(sandbox, sandbox / "s", tables_dir=files)
    client, late = Client(sandbox / "s"), Client(sandbox / "s")
    client.send(Client.request("slow", "k"))
    time.sleep(0.5)
    database.sql("UPDATE t SET v='new'", "mail")
    subprocess.run([find("curl"), "-s", "-X", "POST", "--unix-socket", f"{sandbox.path}/tabled.admin",
                    "http://x/table/flush?name=slow"], check=True, capture_output=True)
    late.send(Client.request("slow", "k"))
    assert client.reply() == b"OK old,0"
    assert late.reply() == b"OK new,0"
    assert client.ask("slow", "k") == "OK new,0"


def test_second_host_takes_over(sandbox, database):
    head = mysql_head(database).replace("hosts = ", "hosts = unix:/nonexistent/socket, ")
    files = write_files(sandbox / "cf.d", head)
    start_tabled(sandbox, sandbox / "s", UNCACHED, files)
    client = Client(sandbox / "s")
    for _ in range(3):
        assert client.ask("uid", "cat@other.test") == "OK 5000"


def test_a_killed_connection_is_replaced_without_an_error(sandbox, database):
    files = write_files(sandbox / "cf.d", mysql_head(database))
    start_tabled(sandbox, sandbox / "s", UNCACHED, files)
    client = Client(sandbox / "s")
    for _ in range(3):
        assert client.ask("uid", "cat@other.test") == "OK 5000"
        for line in database.sql("SELECT id FROM information_schema.processlist WHERE user='mail'").split():
            database.sql(f"KILL {line}")


def test_procedures_and_several_results(sandbox, database):
    database.sql("""CREATE PROCEDURE one(k varchar(200)) SELECT concat(k, '!');
CREATE PROCEDURE none(k varchar(200)) SET @x = 1;
DELIMITER //
CREATE PROCEDURE two(k varchar(200)) BEGIN SELECT 1; SELECT 2; END //
""", "mail")
    files = write_files(sandbox / "cf.d", mysql_head(database),
                        {"one": "CALL one('%s')", "none": "CALL none('%s')", "two": "CALL two('%s')"})
    (files / "maybe.cf").write_text((files / "none.cf").read_text() + "require_result_set = no\n")
    start_tabled(sandbox, sandbox / "s", tables_dir=files)
    client = Client(sandbox / "s")
    assert client.ask("one", "it's") == "OK it's!"
    assert client.ask("none", "k").startswith("PERM ")
    assert client.ask("maybe", "k") == "NOTFOUND "
    assert client.ask("two", "k").startswith("PERM ")
    assert client.ask("one", "again") == "OK again!"
