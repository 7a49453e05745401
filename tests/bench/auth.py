#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""dovetail-authd and Dovecot's auth in turn: same client, same users, unix socket; prints rates and ratios.

  tests/bench/auth.py [BUILD FOLDER] [--seconds N] [--rows plain,hash,cheap,repeated,sqlite,mariadb]

Needs Debian's dovecot-core, dovecot-sqlite and dovecot-mysql, mariadb-server, and root (to start them). The share of the
hash rows is against crypt_r alone on all cores, measured in the same run.
"""
import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "integration"))
from harness.dovecot import Dovecot  # noqa: E402
from harness.mariadb import MariaDb  # noqa: E402
from harness.tools import answers, wait_until  # noqa: E402

SHA512 = ("{SHA512-CRYPT}$6$WCCSrJrRBK0hFMVz$Vh3r0xpZOlnh9y.Bd9l8nJF3XqVx0RQnYzfAp1Qoe5cxPm5zetYVL.IzvIi09TNqxDIdATQk7"
          "c5xkrdbu59RQ0")
BCRYPT = "{BLF-CRYPT}$2y$05$4YK5NnWwgAvJGKKVSRwu5OSvG4BSaKo2RKuWIQJJ8DewiJ.JVNWKC"
FILE = "passdb {{\n  driver = passwd-file\n  args = {folder}/users\n}}\n"
SQLITE = "passdb {{\n  driver = sql\n  args = {folder}/sql.ext\n}}\n"
MARIADB = "passdb {{\n  driver = sql\n  args = {folder}/mariadb.ext\n}}\n"
QUERY = "password_query = SELECT email AS user, password FROM users WHERE email = '%u'\n"
RAW = ("import crypt, sys, time\nend, count = time.monotonic() + 2, 0\nwhile time.monotonic() < end:\n"
       "    crypt.crypt('wrong', sys.argv[1])\n    count += 1\nprint(count / 2)\n")


def same_priority(pid: int) -> None:
    """A server that starts a session of its own leaves our scheduling group: give that group our niceness."""
    try:
        niceness = Path("/proc/self/autogroup").read_text().split()[-1]
        Path(f"/proc/{pid}/autogroup").write_text(niceness)
    except OSError:
        pass   # a kernel without such groups


def raw_hash_rate(stored: str) -> float:
    """crypt_r on all cores at once and nothing else, hashes a second."""
    argv = [sys.executable, "-W", "ignore", "-c", RAW, stored.split("}")[1]]
    running = [subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) for _ in range(os.cpu_count())]
    return sum(float(process.communicate()[0]) for process in running)


def cpu_seconds(pid: int) -> float:
    """User and system time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def auth_process(master: int) -> int | None:
    """Dovecot's auth, a child of its master; none before the first client."""
    for child in Path(f"/proc/{master}/task/{master}/children").read_text().split():
        if Path(f"/proc/{child}/comm").read_text().strip() == "auth":
            return int(child)
    return None


def ratio(ours: dict, theirs: dict) -> str:
    """Nothing where a machine busy with other things let one of them finish no login at all."""
    return f"{ours['rate'] / theirs['rate']:6.2f}" if theirs["rate"] > 0 else "     -"


class Bench:
    def __init__(self, build: Path, seconds: float):
        self.build, self.seconds = build, seconds
        self.folder = Path(tempfile.mkdtemp(prefix="dvt-auth-"))
        self.folder.chmod(0o755)
        self.resident = {}
        self.write_users()

    def write_users(self):
        with open(self.folder / "users", "w") as file:
            for number in range(1000):
                file.write(f"user{number}@ex.test:{{PLAIN}}Secret123:1:1::/h::\n")
                file.write(f"slow{number}@ex.test:{SHA512}:1:1::/h::\n")
                file.write(f"blow{number}@ex.test:{BCRYPT}:1:1::/h::\n")
        connection = sqlite3.connect(self.folder / "mail.db")
        connection.execute("CREATE TABLE users (email TEXT PRIMARY KEY, password TEXT)")
        connection.executemany("INSERT INTO users VALUES (?, '{PLAIN}Secret123')",
                               [(f"user{n}@ex.test",) for n in range(1000)])
        connection.commit()
        connection.close()
        os.chmod(self.folder / "mail.db", 0o644)
        (self.folder / "sql.ext").write_text(
            f"driver = sqlite\nconnect = {self.folder}/mail.db\n" + QUERY)

    def start_mariadb(self) -> MariaDb:
        server = MariaDb(self.folder)
        same_priority(server.process.pid)
        server.sql("CREATE DATABASE mail; CREATE USER 'mail'@'localhost' IDENTIFIED BY 'geheim';"
                   "GRANT SELECT ON mail.* TO 'mail'@'localhost';")
        rows = ", ".join(f"('user{n}@ex.test', '{{PLAIN}}Secret123')" for n in range(1000))
        server.sql(f"CREATE TABLE users (email VARCHAR(100) PRIMARY KEY, password VARCHAR(100)); INSERT INTO users VALUES {rows};",
                   "mail")
        (self.folder / "mariadb.ext").write_text(
            f"driver = mysql\nconnect = host={server.socket} dbname=mail user=mail password=geheim\n" + QUERY)
        return server

    def load(self, socket, connections, depth, name="user", seconds=None, spin=False) -> dict:
        argv = [self.build / "bench/auth_load", socket, connections, depth, seconds or self.seconds, 1000, "Secret123", name]
        argv += ["spin"] if spin else []
        return json.loads(subprocess.run([str(a) for a in argv], check=True, capture_output=True, text=True).stdout)

    def ours(self, passdb: str, work, extra: str = ""):
        socket = self.folder / "auth"
        config = self.folder / "dovetail.conf"
        config.write_text(f"base_dir = {self.folder}\nadmin_socket =\nlog_path = {self.folder}/log\nauth_failure_delay = 0\n"
                          f"default_internal_user = 65534\nservice auth {{\n  unix_listener {socket} {{\n    mode = 0666\n"
                          f"  }}\n}}\n{passdb.format(folder=self.folder)}{extra}")
        with open(self.folder / "ours.log", "wb") as log:
            process = subprocess.Popen([str(self.build / "bin/dovetail-authd"), "-c", str(config)], stdout=log, stderr=log)
        try:
            wait_until(lambda: answers(str(socket)), 20, "authd")
            self.server = lambda: process.pid
            result = work(socket)
            status = Path(f"/proc/{process.pid}/status").read_text()
            self.resident["ours"] = max(self.resident.get("ours", 0), int(status.split("VmRSS:")[1].split()[0]))
            return result
        finally:
            process.terminate()
            process.wait(30)

    def theirs(self, passdb: str, work, extra: str = ""):
        name = f"dc{time.monotonic_ns()}"
        dovecot = Dovecot(self.folder, "protocols =\nauth_failure_delay = 0\n" + passdb.format(folder=self.folder) + extra +
                          "service auth {\n  unix_listener auth-client {\n    mode = 0666\n  }\n}\n", name=name)
        try:
            same_priority(dovecot.process.pid)
            self.server = lambda: auth_process(dovecot.process.pid)
            return work(dovecot.base / "auth-client")
        finally:
            dovecot.stop()

    def row(self, title: str, passdb: str, work, extra: str = ""):
        theirs, ours = self.theirs(passdb, work, extra), self.ours(passdb, work, extra)
        print(f"{title:58} Dovecot {theirs['rate']:9.0f}/s  ours {ours['rate']:9.0f}/s  ratio {ratio(ours, theirs)}"
              f"   p99 {theirs['p99_ms']:.1f} / {ours['p99_ms']:.1f} ms", flush=True)

    def server_load(self, socket, connections, depth) -> dict:
        """One serving process and a client that never sleeps, on a core each: what the server can do, and its CPU time."""
        self.load(socket, connections, depth, seconds=0.3)
        pid = self.server()
        before = cpu_seconds(pid)
        result = self.load(socket, connections, depth, spin=True)
        result["cpu_us"] = 1e6 * (cpu_seconds(pid) - before) / max(1, result["ok"])
        return result

    def plain_row(self, title: str, depth: int):
        theirs, ours = (side(FILE, lambda s: self.server_load(s, 8, depth)) for side in (self.theirs, self.ours))
        print(f"{title:58} Dovecot {theirs['rate']:9.0f}/s  ours {ours['rate']:9.0f}/s  ratio {ratio(ours, theirs)}"
              f"   CPU {theirs['cpu_us']:.1f} / {ours['cpu_us']:.1f} us a login", flush=True)

    def cheap_beside_slow(self, socket) -> dict:
        argv = [self.build / "bench/auth_load", socket, 8, 4, self.seconds + 1, 1000, "Secret123", "slow"]
        slow = subprocess.Popen([str(a) for a in argv], stdout=subprocess.DEVNULL)
        time.sleep(0.5)
        result = self.load(socket, 1, 1)
        slow.wait()
        return result


def plain_rows(bench: Bench) -> None:
    bench.plain_row("PLAIN, passwd-file, 8 connections", 1)
    bench.plain_row("PLAIN, passwd-file, 8 connections, 32 in flight", 32)


def hash_rows(bench: Bench) -> None:
    fresh = "auth_login_memory = no\n"
    for name, title, stored in (("slow", "SHA512-CRYPT", SHA512), ("blow", "bcrypt 5", BCRYPT)):
        raw = raw_hash_rate(stored)
        theirs = bench.theirs(FILE, lambda s, n=name: bench.load(s, 8, 4, n))
        ours = bench.ours(FILE, lambda s, n=name: bench.load(s, 8, 4, n), fresh)
        print(f"{title + ', each verified':58} Dovecot {theirs['rate']:9.0f}/s  ours {ours['rate']:9.0f}/s  "
              f"ratio {ratio(ours, theirs)}   share of cores x crypt_r ({raw:.0f}/s) {100 * ours['rate'] / raw:.0f} %", flush=True)


def cheap_rows(bench: Bench) -> None:
    theirs = bench.theirs(FILE, bench.cheap_beside_slow)
    ours = bench.ours(FILE, bench.cheap_beside_slow, "auth_login_memory = no\n")
    print(f"{'cheap logins while slow ones run, 1 in flight':58} Dovecot p99 {theirs['p99_ms']:.1f} ms, {theirs['rate']:.0f}/s"
          f"   ours p99 {ours['p99_ms']:.1f} ms, {ours['rate']:.0f}/s", flush=True)


def repeated_rows(bench: Bench) -> None:
    def repeated(socket):
        bench.load(socket, 8, 4, "slow", 8.0)   # every user once
        return bench.load(socket, 8, 4, "slow")
    bench.row("repeated SHA512-CRYPT logins, 1000 users", FILE, repeated, "auth_cache_size = 10M\n")


def sqlite_rows(bench: Bench) -> None:
    bench.row("SQLite passdb", SQLITE, lambda s: bench.load(s, 8, 1))
    bench.row("SQLite passdb, 32 in flight", SQLITE, lambda s: bench.load(s, 8, 32))


def mariadb_rows(bench: Bench) -> None:
    server = bench.start_mariadb()
    try:
        bench.row("MariaDB passdb", MARIADB, lambda s: bench.load(s, 8, 1))
        bench.row("MariaDB passdb, 32 in flight", MARIADB, lambda s: bench.load(s, 8, 32))
    finally:
        server.stop()


ROWS = {"plain": plain_rows, "hash": hash_rows, "cheap": cheap_rows, "repeated": repeated_rows, "sqlite": sqlite_rows,
        "mariadb": mariadb_rows}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("build", nargs="?", default="build/bench", type=Path)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--rows", default=",".join(ROWS))
    options = parser.parse_args()
    bench = Bench(options.build.resolve(), options.seconds)
    try:
        for name in options.rows.split(","):
            ROWS[name](bench)
        print(f"resident memory of ours after all: {bench.resident['ours'] / 1024:.1f} MB")
    finally:
        shutil.rmtree(bench.folder, ignore_errors=True)


if __name__ == "__main__":
    main()
