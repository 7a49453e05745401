#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Lookups per second of dovetail-tabled next to a constant-answer server, a bare libmariadb loop and Postfix's
proxymap, all in one run.

  tests/bench/tables.py [BUILD FOLDER] [--milliseconds N]

Each figure is the median of three turns; "one CPU" and "two CPUs" say where client and server were pinned. On one CPU a
miss costs at least what a constant answer and the bare loop's round trip cost together: that share is printed, too, and
so is what a constant answer to the same sixteen postmaps would be: they take their share of the processors themselves."""
import argparse
import os
import sqlite3
import statistics
import subprocess
import sys
import time
from pathlib import Path

options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
options.add_argument("build", nargs="?", default="build/bench", type=Path)
options.add_argument("--milliseconds", default="1500", help="of each measure")
arguments = options.parse_args()
sys.path.insert(0, str(Path(__file__).parent.parent / "integration"))
os.environ.setdefault("DOVETAIL_BIN", str((arguments.build / "bin").resolve()))

from harness import Sandbox, wait_until  # noqa: E402
from harness.tools import find  # noqa: E402
from tabled_helpers import start_tabled, write_files  # noqa: E402

BENCH = (arguments.build / "bench").resolve()
MILLISECONDS = arguments.milliseconds
KEYS = 20_000
QUERY = "SELECT v FROM t WHERE k = '%s'"
ROWS = [(f"user{n}@example.test", f"box{n}/") for n in range(KEYS)]
CPUS = sorted(os.sched_getaffinity(0))


def pin(pid: int, cpus) -> None:
    for task in os.listdir(f"/proc/{pid}/task"):
        os.sched_setaffinity(int(task), cpus)


def run(argv: list[str], cpus) -> float:
    outcome = subprocess.run([str(a) for a in argv], capture_output=True, text=True, check=True,
                             preexec_fn=lambda: os.sched_setaffinity(0, cpus))
    rate, _, failures = outcome.stdout.strip().partition(" ")
    assert not failures or failures == "0", f"{argv}: {failures} errors"
    return float(rate)


def ask(path, name: str, connections: int, keys: int, cpus) -> float:
    return run([BENCH / "socketmap_load", "ask", path, name, connections, keys, MILLISECONDS], cpus)


def postmap(table: str, clients: int, count: int, config: Path, cpus, apart: bool = True) -> float:
    """`postmap -q -` in so many processes at once; lookups per second over all. `apart`: each asks for keys of its own;
    else all for the same ones, so that some find their query under way."""
    def keys_of(client: int) -> bytes:
        first = client * count if apart else 0
        return "".join(f"user{n % KEYS}@example.test\n" for n in range(first, first + count)).encode()

    keys = [keys_of(client) for client in range(clients)]
    start = time.monotonic()
    running = [subprocess.Popen([find("postmap"), "-c", str(config), "-q", "-", table], stdin=subprocess.PIPE,
                                stdout=subprocess.DEVNULL, preexec_fn=lambda: os.sched_setaffinity(0, cpus))
               for _ in range(clients)]
    for process in running:
        os.set_blocking(process.stdin.fileno(), True)
    import threading
    feeders = [threading.Thread(target=lambda p=p, k=k: (p.stdin.write(k), p.stdin.close()))
               for p, k in zip(running, keys)]
    for feeder in feeders:
        feeder.start()
    for process, feeder in zip(running, feeders):
        feeder.join()
        assert process.wait() == 0
    return clients * count / (time.monotonic() - start)


def median_of_three(*measures) -> list[float]:
    """The measures in turn, three times."""
    rounds = [[measure() for measure in measures] for _ in range(3)]
    return [statistics.median(column) for column in zip(*rounds)]


def line(what: str, ours: float, theirs: float, must: str, unit: str = "%") -> None:
    ratio = f"{100 * ours / theirs:.0f} %" if unit == "%" else f"{ours / theirs:.1f} x"
    print(f"  {what:58} {ours:9.0f}/s of {theirs:9.0f}/s  {ratio:>7}  (must {must})", flush=True)


def main() -> None:
    with Sandbox() as box:
        database = box.mariadb()
        database.sql("CREATE DATABASE d; CREATE TABLE d.t (k varchar(100) PRIMARY KEY, v text)")
        database.sql("INSERT INTO d.t VALUES " + ",".join(f"('{k}','{v}')" for k, v in ROWS))
        database.sql("CREATE USER bench@localhost; GRANT SELECT ON d.* TO bench@localhost")
        with sqlite3.connect(box / "t.db") as connection:
            connection.execute("CREATE TABLE t (k TEXT PRIMARY KEY, v)")
            connection.executemany("INSERT INTO t VALUES (?, ?)", ROWS)
        mysql_head = f"user = bench\ndbname = d\nhosts = unix:{database.socket}\n"
        write_files(box / "cf.d", mysql_head, {"my": QUERY})
        write_files(box / "cf.d", f"dbpath = {box.path}/t.db\n", {"lite": QUERY})
        uncached = "table my {\n  positive_ttl = 0\n  negative_ttl = 0\n  stale_on_error = 0\n}\n"
        uncached += uncached.replace("my", "lite")
        hot = start_tabled(box, box / "hot", tables_dir=box / "cf.d", label="hot")
        cold = start_tabled(box, box / "cold", extra=uncached, tables_dir=box / "cf.d", label="cold")
        constant = box.process("constant", [str(BENCH / "socketmap_load"), "serve", str(box / "constant")])
        wait_until((box / "constant").exists, 5, "constant server")
        ask(box / "hot", "my", 1, KEYS, CPUS)  # fills the cache
        ask(box / "hot", "my", 4, KEYS, CPUS)
        placements = {"one CPU": (CPUS[:1], CPUS[:1])}
        if len(CPUS) > 1:
            placements["two CPUs"] = (CPUS[:1], CPUS[1:2])
        for name, (client, server) in placements.items():
            print(f"{name}:")
            for process in (hot, cold, constant):
                pin(process.pid, server)
            constant_rate = 0.0
            for connections in (1, 16):
                ours, theirs = median_of_three(lambda: ask(box / "hot", "my", connections, 1000, client),
                                               lambda: ask(box / "constant", "my", connections, 1000, client))
                line(f"cache hit, {connections} connection(s), of constant answer", ours, theirs, "80 %")
                constant_rate = constant_rate or theirs
            ours, theirs = median_of_three(lambda: ask(box / "cold", "lite", 1, KEYS, client),
                                           lambda: ask(box / "constant", "lite", 1, KEYS, client))
            line("SQLite miss, of constant answer", ours, theirs, "50 %")
            pin(database.process.pid, server)
            ours, theirs = median_of_three(
                lambda: ask(box / "cold", "my", 1, KEYS, client),
                lambda: run([BENCH / "mariadb_loop", database.socket, "d", KEYS, MILLISECONDS], client))
            line("MariaDB miss, 1 connection, of bare prepared loop", ours, theirs, "60 %")
            both = constant_rate / (constant_rate + theirs)
            print(f"    (a constant answer and the bare loop one after the other: {100 * both:.0f} %)")
            pin(database.process.pid, CPUS)
        for process in (hot, cold, constant):
            pin(process.pid, CPUS)
        print("no pinning:")
        ours, theirs = median_of_three(
            lambda: ask(box / "cold", "my", 1, KEYS, CPUS),
            lambda: run([BENCH / "mariadb_loop", database.socket, "d", KEYS, MILLISECONDS], CPUS))
        line("MariaDB miss, 1 connection, of bare prepared loop", ours, theirs, "60 %")
        postfix = box.postfix({"virtual_alias_maps": f"proxy:mysql:{box.path}/cf.d/my.cf"})
        proxy = f"proxy:mysql:{box.path}/cf.d/my.cf"
        ours, theirs = median_of_three(
            lambda: postmap(f"socketmap:unix:{box.path}/cold:my", 1, 10_000, postfix.config, CPUS),
            lambda: postmap(proxy, 1, 10_000, postfix.config, CPUS))
        line("MariaDB miss, 1 client, times proxy:mysql:", ours, theirs, "2 x", "x")
        ours, theirs, constant_rate = median_of_three(
            lambda: postmap(f"socketmap:unix:{box.path}/cold:my", 16, 3_000, postfix.config, CPUS),
            lambda: postmap(proxy, 16, 3_000, postfix.config, CPUS),
            lambda: postmap(f"socketmap:unix:{box.path}/constant:my", 16, 3_000, postfix.config, CPUS))
        line("MariaDB miss, 16 clients on 4 connections, times proxy:mysql:", ours, theirs, "4 x", "x")
        print(f"    (a constant answer to the same clients: {constant_rate / theirs:.1f} x)")
        ours, theirs = median_of_three(
            lambda: postmap(f"socketmap:unix:{box.path}/cold:my", 16, 3_000, postfix.config, CPUS, apart=False),
            lambda: postmap(proxy, 16, 3_000, postfix.config, CPUS, apart=False))
        line("  the same, all asking for the same keys", ours, theirs, "-", "x")
        status = Path(f"/proc/{hot.pid}/status").read_text()
        print("memory of the daemon with its cache:", next(l for l in status.splitlines() if l.startswith("VmRSS")))


if __name__ == "__main__":
    main()
