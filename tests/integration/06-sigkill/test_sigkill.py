# SPDX-License-Identifier: MIT
"""SIGKILL of every daemon in the middle of the load: what was accepted is delivered, and once."""
import itertools
import re
import threading
import time
from collections import Counter

import pytest
from harness import FULL, need, wait_until
from howto_chain import LABELS, Chain

SENDERS = 4
SECONDS = 60 if FULL else 15


class Load:
    """Submits numbered messages by several clients; remembers which were accepted."""

    def __init__(self, chain: Chain):
        self.chain = chain
        self.accepted: list[str] = []
        self.refused: Counter = Counter()
        self.stop = threading.Event()
        self._numbers = itertools.count()
        self._threads = [threading.Thread(target=self._run, args=(n,)) for n in range(SENDERS)]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_) -> None:
        self.stop.set()
        for thread in self._threads:
            thread.join()

    def _run(self, sender: int) -> None:
        while not self.stop.is_set():
            marker = f"load-{next(self._numbers)}-"
            try:
                # Two recipients: a crash between the two is what exactly-once is about.
                with self.chain.client("198.51.100.7") as client:
                    reply = client.mail(f"s{sender}@example.net", "noimap@example.org", "carol@example.org",
                                        message=f"Subject: {marker}\n\n" + "x" * 2000 + "\n")
            except OSError:
                self.refused["connection"] += 1
                continue
            if reply.code == 250:
                self.accepted.append(marker)
            else:
                assert reply.code // 100 != 5, f"a broken helper refused mail for good: {reply}"
                self.refused[reply.code] += 1
                time.sleep(0.2)


@pytest.fixture
def chain(sandbox):
    need("postfix", "openssl")
    chain = Chain(sandbox, sqlite=True, main={"lmtp_destination_concurrency_limit": "8"})
    # The senders have been greylisted long ago. Both recipients have no quota that could end the test.
    for sender in range(SENDERS):
        for recipient in ("noimap", "carol"):
            chain.send(f"s{sender}@example.net", f"{recipient}@example.org", "Subject: first\n\n", "198.51.100.7")
    return chain


def copies(chain: Chain, user: str) -> Counter:
    found: Counter = Counter()
    for message in chain.box(user):
        match = re.search(r"^Subject: (load-\d+-)$", message, re.MULTILINE)
        if match:
            found[match[1]] += 1
    return found


def test_killed_daemons_lose_nothing_and_double_nothing(chain):
    kills: Counter = Counter()
    end = time.monotonic() + SECONDS
    with Load(chain) as load:
        for label in itertools.cycle(("lmtpd", "authd", "lmtpd", "tabled", "quota", "lmtpd", "policyd")):
            if time.monotonic() > end:
                break
            time.sleep(0.3)
            chain.kill_and_restart(label)
            kills[label] += 1
    assert set(kills) == set(LABELS), kills
    chain.postfix.wait_empty(120)
    print(f"{len(load.accepted)} accepted, refused for now: {dict(load.refused)}, kills: {dict(kills)}")
    assert len(load.accepted) > 20
    for user in ("noimap", "carol"):
        found = wait_until(lambda user=user: copies(chain, user), 20, "mail")
        assert [m for m in load.accepted if found[m] == 0] == [], f"lost for {user}\n{chain.log()[-4000:]}"
        assert {m: n for m, n in found.items() if n > 1} == {}, f"doubled for {user}\n{chain.log()[-4000:]}"
    leftovers = [p for p in chain.howto.vmail.rglob("tmp/*") if time.time() - p.stat().st_mtime < 1]
    assert leftovers == []
    assert not re.search(r"status=bounced", chain.postfix.log())
