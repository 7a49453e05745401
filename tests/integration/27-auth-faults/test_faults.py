# SPDX-License-Identifier: MIT
"""authd under attack and with dead back ends: bounded memory, nothing lost, no secret left behind."""
import base64
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "20-authd"))

from authd import AuthClient, plain, write_config  # noqa: E402
from harness import wait_until  # noqa: E402
from harness.tools import program  # noqa: E402

OK = "OK\t1\tuser=alice@ex.test"


def login(sandbox, user="alice@ex.test", password="alicepw", service="imap", extra="no-penalty"):
    with AuthClient(sandbox / "run/auth") as client:
        return client.ask(f"AUTH\t1\tPLAIN\tservice={service}\t{extra}\tresp={plain(user, password)}")


def resident_kib(pid: int) -> int:
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()).group(1))


def test_half_open_conversations_take_bounded_memory(sandbox):
    """100 connections with 2000 conversations each that never go on: on a connection the oldest end, beyond a number
    of all together new ones fail, and the daemon serves on."""
    daemon = sandbox.daemon("dovetail-authd", "-c", write_config(sandbox, "auth_mechanisms = plain login cram-md5\n"))
    before = resident_kib(daemon.pid)
    clients, refused = [AuthClient(sandbox / "run/auth") for _ in range(100)], 0
    try:
        for client in clients:
            for first in range(1, 2001, 500):
                client.send("\n".join(f"AUTH\t{n}\tCRAM-MD5\tservice=imap\tno-penalty" for n in range(first, first + 500)))
                replies = [client.line() for _ in range(500)]
                assert all(line.startswith("CONT\t") or line.endswith("code=temp_fail") for line in replies)
                refused += sum(line.startswith("FAIL") for line in replies)
        grown = resident_kib(daemon.pid) - before
        assert clients[0].ask(f"CONT\t1\t{base64.b64encode(b'x').decode()}").startswith("FAIL\t1")   # ended long ago
        assert status(sandbox / "run/authd.admin")["authd"]["exchanges"] <= 50_000 < 200_000 - refused
        for client in clients[1:]:
            client.socket.close()
        wait_until(lambda: status(sandbox / "run/authd.admin")["authd"]["exchanges"] < 2000, 20, "the end of most")
        assert clients[0].ask("AUTH\t9000\tPLAIN\tservice=imap\tno-penalty\tresp="
                              + plain("alice@ex.test", "alicepw")).startswith("OK\t9000")
    finally:
        for client in clients:
            client.socket.close()
    assert grown < 180 * 1024, f"{grown} KiB for 50 000 open conversations"
    assert login(sandbox) == OK
    wait_until(lambda: status(sandbox / "run/authd.admin")["authd"]["exchanges"] == 0, 20, "the end of all conversations")


def status(admin: Path) -> dict:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(admin))
        client.sendall(b"GET /status HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: client.recv(65536), b""))
    return json.loads(answer.split(b"\r\n\r\n", 1)[1])


def test_ids_are_used_again_and_answers_after_a_failure_are_told(sandbox):
    sandbox.daemon("dovetail-authd", "-c", write_config(sandbox, "auth_failure_delay = 0\nauth_mechanisms = plain login\n"))
    with AuthClient(sandbox / "run/auth") as client:
        for password, answer in (("alicepw", "OK\t4294967295"), ("bad", "FAIL\t4294967295"), ("alicepw", "OK\t4294967295")):
            assert client.ask("AUTH\t4294967295\tPLAIN\tservice=imap\tno-penalty\tresp="
                              + plain("alice@ex.test", password)).startswith(answer)
        assert client.ask("CONT\t4294967295\tYQ==").startswith("FAIL\t4294967295\treason=")
        assert client.ask("AUTH\t7\tLOGIN\tservice=imap\tno-penalty").startswith("CONT\t7")
        assert client.ask("CONT\t7\t%%%").startswith("FAIL\t7\tcode=invalid_base64")
        assert client.ask("CONT\t7\tYQ==").startswith("FAIL\t7\treason=")
        nul = base64.b64encode(b"\0ali\0ce\0pw").decode()
        assert client.ask(f"AUTH\t8\tPLAIN\tservice=imap\tno-penalty\tresp={nul}") == "FAIL\t8"
        wrong_escapes = "AUTH\t9\tPLAIN\tservice=imap\tno-penalty\tsession=\x01x\x01\tresp=" + plain("alice@ex.test", "alicepw")
        assert client.ask(wrong_escapes).startswith("OK\t9")


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b@ex.test", "..@ex.test", "alice@../ex.test", ".", "..", "%u@%d", "${x}"])
def test_names_that_try_paths(sandbox, name):
    folder = sandbox.folder("by-domain")
    sandbox.write("by-domain/ex.test", "alice@ex.test:{PLAIN}alicepw::::::\n")
    sandbox.write("secret", f"{name}:{{PLAIN}}x::::::\n")
    config = write_config(sandbox, "auth_failure_delay = 0\nauth_username_chars =\n",
                          f"passdb {{\n  driver = passwd-file\n  args = username_format=%u {folder}/%d\n}}\n")
    sandbox.daemon("dovetail-authd", "-c", config)
    assert login(sandbox).startswith(OK)
    assert login(sandbox, name, "x").startswith("FAIL\t1")


def test_a_database_host_that_never_answers_delays_nobody_else(sandbox):
    """A port that takes connections and says nothing: the lookup is given up, a login by passwd-file is at once."""
    with socket.socket() as black_hole:
        black_hole.bind(("127.0.0.1", 0))
        black_hole.listen(64)
        ext = sandbox.write("dead.ext", f"driver = mysql\nconnect = host=127.0.0.1 port={black_hole.getsockname()[1]} "
                            "dbname=x user=x password=x connect_timeout=3\npassword_query = SELECT password FROM u\n")
        users = sandbox.write("fast", "alice@ex.test:{PLAIN}alicepw::::::\n")
        config = write_config(sandbox, "auth_failure_delay = 0\n", f"passdb {{\n  driver = passwd-file\n  args = {users}\n}}\n"
                              f"passdb {{\n  driver = sql\n  args = {ext}\n}}\n")
        daemon = sandbox.daemon("dovetail-authd", "-c", config)
        with AuthClient(sandbox / "run/auth", timeout=30.0) as waiting:
            started = time.monotonic()
            for number in range(1, 51):
                waiting.send(f"AUTH\t{number}\tPLAIN\tservice=imap\tno-penalty\tresp={plain('nosuch@ex.test', 'x')}")
            assert login(sandbox) == OK
            assert time.monotonic() - started < 2.5
            replies = [waiting.line() for _ in range(50)]
            assert all(reply.endswith("code=temp_fail") for reply in replies)
            assert time.monotonic() - started < 9
        assert login(sandbox, "nosuch@ex.test", "x", service="smtp") is None   # Postfix answers 454
        daemon.stop(30)


def test_sqlite_goes_and_comes_back_under_load(sandbox):
    """Each request is answered while the file is away: OK before and after, temp_fail in between."""
    import sqlite3
    folder = sandbox.folder("db", 0o777)
    with sqlite3.connect(folder / "mail.db") as made:
        made.execute("CREATE TABLE u (email TEXT PRIMARY KEY, password TEXT)")
        made.execute("INSERT INTO u VALUES ('alice@ex.test', '{PLAIN}alicepw')")
    made.close()
    (folder / "mail.db").chmod(0o666)
    ext = sandbox.write("lite.ext", f"driver = sqlite\nconnect = {folder}/mail.db\n"
                        "password_query = SELECT email AS user, password FROM u WHERE email = '%u'\n")
    sandbox.daemon("dovetail-authd", "-c", write_config(sandbox, "auth_failure_delay = 0\n",
                                                        f"passdb {{\n  driver = sql\n  args = {ext}\n}}\n"))
    with AuthClient(sandbox / "run/auth") as client:
        def ask(number):
            return client.ask(f"AUTH\t{number}\tPLAIN\tservice=imap\tno-penalty\tresp={plain('alice@ex.test', 'alicepw')}")
        assert ask(1).startswith("OK")
        (folder / "mail.db").rename(folder / "away.db")
        assert all("temp_fail" in ask(number) for number in range(2, 40))
        (folder / "away.db").rename(folder / "mail.db")
        assert ask(50).startswith("OK")


MASTERPIECE = "Zq9-very-own-Secret-0451"


def memory_holds(pid: int, *needles: bytes) -> list[bytes]:
    """Which of these stand in the writable memory of a process, as a debugger of root's sees it."""
    found = set()
    with open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights = line.split()[:2]
            if "w" not in rights or line.endswith(("[vvar]", "[vsyscall]")):
                continue
            start, end = (int(part, 16) for part in span.split("-"))
            try:
                memory.seek(start)
                content = memory.read(end - start)
            except OSError:
                continue
            found |= {needle for needle in needles if needle in content}
    return sorted(found)


def test_passwords_are_wiped_after_use(sandbox):
    made = subprocess.run([program("dovetail"), "pw", "-s", "SHA512-CRYPT", "-p", MASTERPIECE], capture_output=True,
                          text=True, check=True).stdout.strip()
    users = sandbox.write("own", f"alice@ex.test:{made}::::::\n")
    daemon = sandbox.daemon("dovetail-authd", "-c", write_config(
        sandbox, "auth_mechanisms = plain login\nauth_failure_delay = 0\nauth_verbose_passwords = plain\n",
        f"passdb {{\n  driver = passwd-file\n  args = {users}\n}}\n"))
    wrong = MASTERPIECE[::-1]
    encoded = {password: plain("alice@ex.test", password) for password in (MASTERPIECE, wrong)}
    alone = {password: base64.b64encode(password.encode()).decode() for password in (MASTERPIECE, wrong)}
    with AuthClient(sandbox / "run/auth") as client:
        number = 0
        for password, answer in ((MASTERPIECE, "OK"), (wrong, "FAIL"), (MASTERPIECE, "OK")):
            number += 1
            assert client.ask(f"AUTH\t{number}\tPLAIN\tservice=imap\tno-penalty\tresp={encoded[password]}").startswith(answer)
            number += 1
            client.ask(f"AUTH\t{number}\tLOGIN\tservice=imap\tno-penalty")
            client.ask(f"CONT\t{number}\t{base64.b64encode(b'alice@ex.test').decode()}")
            assert client.ask(f"CONT\t{number}\t{alone[password]}").startswith(answer)
        needles = [text.encode() for text in (MASTERPIECE, wrong)]
        needles += [text[-24:].encode() for text in (*encoded.values(), *alone.values())]
        assert memory_holds(daemon.pid, *needles) == []
    log = (sandbox / "authd.log").read_text() + daemon.log()
    assert "SHA1 of given password" in log
    assert MASTERPIECE not in log and wrong not in log


def test_there_is_no_core_dump_even_where_nobody_changed_users(sandbox):
    """Started without root, as systemd does it, the kernel would allow one; the daemon does not."""
    run = sandbox.folder("run", 0o777)
    users = sandbox.write("users", "alice@ex.test:{PLAIN}alicepw::::::\n")
    config = sandbox.write("own.conf", f"base_dir = {run}\nlog_path = /dev/stderr\nadmin_socket =\nservice auth {{\n"
                           f"  unix_listener {run}/auth {{\n    mode = 0666\n  }}\n}}\n"
                           f"passdb {{\n  driver = passwd-file\n  args = {users}\n}}\n")
    daemon = sandbox.daemon("dovetail-authd", "-c", config, user=65534, group=65534, extra_groups=[])
    assert login(sandbox) == OK
    assert re.search(r"^Uid:\s+65534\s", Path(f"/proc/{daemon.pid}/status").read_text(), re.M)
    # The kernel gives a process that may not be dumped to root.
    assert os.stat(f"/proc/{daemon.pid}/maps").st_uid == 0
    daemon.signal(signal.SIGABRT)
    daemon.process.wait(20)


def test_a_root_only_driver_file_is_taken_in_again_after_root_has_gone(sandbox):
    import sqlite3
    folder = sandbox.folder("db", 0o777)
    for name in ("one", "two"):
        with sqlite3.connect(folder / f"{name}.db") as made:
            made.execute("CREATE TABLE u (email TEXT, password TEXT)")
            made.execute(f"INSERT INTO u VALUES ('alice@ex.test', '{{PLAIN}}{name}')")
        made.close()
        (folder / f"{name}.db").chmod(0o666)

    def text(name):
        return (f"driver = sqlite\nconnect = {folder}/{name}.db\n"
                "password_query = SELECT email AS user, password FROM u WHERE email = '%u'\n")
    ext = sandbox.write("secret.ext", text("one"), 0o600)
    config = write_config(sandbox, "auth_failure_delay = 0\n", f"passdb {{\n  driver = sql\n  args = {ext}\n}}\n")
    daemon = sandbox.daemon("dovetail-authd", "-c", config)
    assert login(sandbox, password="one") == OK
    with open(ext, "w") as file:
        file.write(text("two"))
    daemon.reload()
    assert login(sandbox, password="two") == OK
    sandbox.write("fresh.ext", text("one"), 0o600).rename(ext)
    daemon.reload()
    assert login(sandbox, password="two") == OK   # the old state stays
    assert "restart to take it in" in (sandbox / "authd.log").read_text()


def test_unknown_users_take_as_long_as_wrong_passwords(sandbox):
    """With a hash that takes a good while, so that a busy machine does not decide the outcome."""
    made = subprocess.run([program("dovetail"), "pw", "-s", "SHA512-CRYPT", "-r", "300000", "-p", "right"],
                          capture_output=True, text=True, check=True).stdout.strip()
    users = sandbox.write("own", f"alice@ex.test:{made}::::::\ncheap@ex.test:{{PLAIN}}x::::::\n")
    sandbox.daemon("dovetail-authd", "-c", write_config(
        sandbox, "auth_failure_delay = 0\n", f"passdb {{\n  driver = passwd-file\n  args = {users}\n}}\n"))
    assert login(sandbox, password="right") == OK

    def seconds(user):
        started = time.monotonic()
        assert login(sandbox, user, "wrong").startswith("FAIL")
        return time.monotonic() - started
    times = {user: min(seconds(user) for _ in range(3)) for user in ("alice@ex.test", "nosuch@ex.test", "cheap@ex.test")}
    assert min(times.values()) > 0.05
    assert max(times.values()) < 3 * min(times.values()), times
