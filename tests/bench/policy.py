#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""dovetail-policyd and Postgrey in turn: same client, unix socket, 16 connections; prints rates and ratios.

  tests/bench/policy.py [BUILD FOLDER] [--seconds N] [--million]

Needs Debian's postgrey and root (to start it). Each server has an empty database in a folder of its own.
"""
import argparse
import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "integration"))
from harness.tools import answers, wait_until  # noqa: E402

CONNECTIONS = 16


class Bench:
    def __init__(self, build: Path, seconds: float):
        self.build, self.seconds = build, seconds
        self.folder = Path(tempfile.mkdtemp(prefix="dvt-bench-"))
        self.folder.chmod(0o755)
        self.process = None

    def load(self, path: Path, mode: str, first: int, count: int, seconds: float | None = None) -> dict:
        seconds = self.seconds if seconds is None else seconds
        argv = [self.build / "bench/policy_load", path, CONNECTIONS, seconds, mode, first, count]
        return json.loads(subprocess.run([str(a) for a in argv], check=True, capture_output=True, text=True).stdout)

    def start(self, name: str, argv: list) -> Path:
        path = self.folder / f"{name}.socket"
        log = open(self.folder / f"{name}.log", "wb")
        began = time.monotonic()
        self.process = subprocess.Popen([str(a).replace("SOCKET", str(path)) for a in argv], stdout=log, stderr=log)
        wait_until(lambda: path.exists() and answers(str(path)), 60, f"start of {name}", 0.002)
        self.start_seconds = time.monotonic() - began
        return path

    def resident(self) -> int:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:  # Postgrey, when it is at its hourly work or worse
            self.process.kill()
            self.process.wait()

    def database(self, name: str) -> Path:
        path = self.folder / f"{name}-db"
        path.mkdir(exist_ok=True)
        owner = pwd.getpwnam("postgrey")
        os.chown(path, owner.pw_uid, owner.pw_gid)
        return path


def postgrey_options(bench: Bench, name: str) -> list:
    lists = bench.folder / "empty"
    lists.touch()
    return ["--unix=SOCKET", f"--dbdir={bench.database(name)}", f"--whitelist-clients={lists}",
            f"--whitelist-recipients={lists}", "--user=postgrey", "--group=postgrey", "--delay=3600"]


def show(name: str, what: str, result: dict, extra: str = "") -> None:
    print(f"{name:10} {what:24} {result['rate']:10.0f}/s   p50 {result['p50_ms']:8.3f} ms   p99 {result['p99_ms']:8.3f} ms"
          f"   max {result['max_ms']:8.3f} ms {extra}", flush=True)


def measure(bench: Bench, name: str, argv: list) -> dict:
    path = bench.start(name, argv)
    results = {"new": bench.load(path, "new", 0, 0)}
    show(name, "new triplets", results["new"], f"resident {bench.resident() // 1024} MB")
    bench.load(path, "known", 0, 1000, 0)
    results["known"] = bench.load(path, "known", 0, 1000)
    show(name, "known triplets", results["known"])
    bench.stop()
    return results


def ours(bench: Bench, name: str) -> list:
    return [bench.build / "bin/dovetail-policyd", *postgrey_options(bench, name)]


def memory_and_million(bench: Bench) -> None:
    path = bench.start("million", ours(bench, "million"))
    bench.load(path, "new", 0, 10_000, 0)
    small = bench.load(path, "new", 10_000_000, 0)
    show("dovetail", "new, small database", small)
    bench.stop()
    shutil.rmtree(bench.folder / "million-db")
    path = bench.start("million", ours(bench, "million"))
    bench.load(path, "new", 0, 100_000, 0)
    print(f"resident at 100 000 triplets: {bench.resident() / 1024:.1f} MB")
    bench.load(path, "new", 100_000, 900_000, 0)
    print(f"resident at 1 000 000 triplets: {bench.resident() / 1024:.1f} MB")
    bench.stop()
    path = bench.start("million", ours(bench, "million"))
    began = time.monotonic()
    bench.load(path, "known", 0, 1, 0)
    print(f"start with 1 000 000 triplets: {bench.start_seconds * 1000:.0f} ms, first answer "
          f"{(bench.start_seconds + time.monotonic() - began) * 1000:.0f} ms")
    large = bench.load(path, "new", 10_000_000, 0)
    show("dovetail", "new, 1 000 000 stored", large, f"{100 - 100 * large['rate'] / small['rate']:.0f} % slower")
    known = bench.load(path, "known", 0, 1_000_000)
    show("dovetail", "known of 1 000 000", known)
    bench.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", nargs="?", default="build/bench", type=Path)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--million", action="store_true", help="also memory, start and speed with a million triplets")
    parser.add_argument("--no-peer", action="store_true", help="without Postgrey")
    options = parser.parse_args()
    bench = Bench(options.build.resolve(), options.seconds)
    try:
        path = bench.start("constant", [bench.build / "bench/constant_policy_server", "SOCKET"])
        ceiling = bench.load(path, "new", 0, 0)
        show("constant", "every answer DUNNO", ceiling)
        bench.stop()
        mine = measure(bench, "dovetail", ours(bench, "dovetail"))
        print(f"share of the constant server: new {100 * mine['new']['rate'] / ceiling['rate']:.0f} %, "
              f"known {100 * mine['known']['rate'] / ceiling['rate']:.0f} %")
        if not options.no_peer:
            theirs = measure(bench, "postgrey", [shutil.which("postgrey"), *postgrey_options(bench, "postgrey")])
            for what in ("new", "known"):
                print(f"ratio, {what} triplets: {mine[what]['rate'] / theirs[what]['rate']:.1f} times the rate, "
                      f"p99 1/{theirs[what]['p99_ms'] / mine[what]['p99_ms']:.0f}")
        if options.million:
            memory_and_million(bench)
    finally:
        if bench.process and bench.process.poll() is None:
            bench.process.kill()
        shutil.rmtree(bench.folder, ignore_errors=True)


if __name__ == "__main__":
    main()
