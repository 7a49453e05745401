# SPDX-License-Identifier: MIT
"""More new triplets than any site has: every one answered, memory bounded, and old ones removed meanwhile."""
import sqlite3
import threading
import time
from pathlib import Path

from harness import FULL, wait_until
from harness.policy import PolicyClient, encode

OFFERED = 10_000  # a second
SECONDS = 3 if not FULL else 20
CONNECTIONS = 8
TOGETHER = 25  # requests in one write: fewer than a connection may have undecided


def start(sandbox):
    sandbox.folder("db", owner=(65534, 65534))
    return sandbox.daemon("dovetail-policyd", f"--unix={sandbox / 's'}", f"--dbdir={sandbox / 'db'}", "--user=65534",
                          "--group=65534", "--quiet", "--delay=3600", env={"DOVETAIL_POLICY_TEST_TIME": "1"})


def resident_kib(daemon) -> int:
    return int(Path(f"/proc/{daemon.pid}/status").read_text().split("VmRSS:")[1].split()[0])


class Offer(threading.Thread):
    """Its share of the requests, each when its time has come, whether the earlier ones are answered or not."""

    def __init__(self, path, number: int):
        super().__init__(daemon=True)
        self.path, self.number, self.replies, self.latest = path, number, [], 0.0

    def run(self) -> None:
        form = encode(sender="SENDER@a.test").replace(b"\n\n", b"\n") + b"\n"
        began = time.monotonic()
        with PolicyClient(self.path, timeout=60) as client:
            for batch in range(OFFERED * SECONDS // CONNECTIONS // TOGETHER):
                due = began + batch * TOGETHER * CONNECTIONS / OFFERED
                time.sleep(max(0.0, due - time.monotonic()))
                client.send(b"".join(form.replace(b"SENDER", b"s%dx%dy%dz" % (self.number, batch, one))
                                     for one in range(TOGETHER)))
                for _ in range(TOGETHER):
                    self.replies.append(client.reply())
                self.latest = max(self.latest, time.monotonic() - due)


def test_ten_thousand_new_triplets_a_second(sandbox):
    daemon = start(sandbox)
    before = resident_kib(daemon)
    offers = [Offer(sandbox / "s", number) for number in range(CONNECTIONS)]
    began = time.monotonic()
    for offer in offers:
        offer.start()
    for offer in offers:
        offer.join(300)
    took = time.monotonic() - began
    replies = [reply for offer in offers for reply in offer.replies]
    print(f"{len(replies)} in {took:.1f} s, the latest {max(offer.latest for offer in offers) * 1000:.0f} ms after its time; "
          f"{before} -> {resident_kib(daemon)} KiB")
    assert len(replies) == OFFERED * SECONDS // CONNECTIONS // TOGETHER * TOGETHER * CONNECTIONS
    assert all(reply.startswith("DEFER_IF_PERMIT") for reply in replies), "none by the fallback: that is none late by 2 s"
    assert resident_kib(daemon) < before + 16 * 1024
    with sqlite3.connect(sandbox / "db/dovetail-greylist.db") as database:
        assert database.execute("SELECT count(*) FROM greylist_arrival").fetchone()[0] == len(replies)


def test_old_records_go_between_the_requests(sandbox):
    """In steps of at most 128 rows; requests are decided between two of them, none by the fallback."""
    start(sandbox).stop()
    path = sandbox / "db/dovetail-greylist.db"
    old, rows = int(time.time()) - 40 * 86400, 20_000
    with sqlite3.connect(path) as database:
        database.executemany("INSERT INTO greylist_arrival VALUES (?, ?, ?, ?, ?)",
                             ((n, n * 7919, old, old, b"192.0.2.0/old%d@a.test/r@b.test" % n) for n in range(1, rows + 1)))
        database.execute("INSERT INTO greylist_settled SELECT fingerprint, arrival, first_seen, last_seen FROM greylist_arrival")
        database.execute("INSERT OR REPLACE INTO greylist_meta VALUES ('settled_arrival', ?)", (str(rows).encode(),))
    database.close()
    start(sandbox)
    database = sqlite3.connect(path, isolation_level=None)
    left = lambda: database.execute("SELECT count(*) FROM greylist_settled").fetchone()[0]
    times, seen = [], {rows}
    with PolicyClient(sandbox / "s", timeout=60) as client:
        def removed(some: int) -> bool:
            for _ in range(10):
                began = time.monotonic()
                assert client.ask(sender=f"new{len(times)}z@a.test").startswith("DEFER_IF_PERMIT")
                times.append(time.monotonic() - began)
            seen.add(left())
            return min(seen) <= rows - some
        wait_until(lambda: removed(5_000 if not FULL else rows), 120, "the clean-up")
    times.sort()
    print(f"{len(times)} requests while {rows - min(seen)} old rows went: median {times[len(times) // 2] * 1000:.1f} ms, "
          f"slowest {times[-1] * 1000:.1f} ms")
    assert all((rows - count) % 128 == 0 for count in seen if count > rows % 128), "whole steps of 128 rows"
