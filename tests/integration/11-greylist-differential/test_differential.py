# SPDX-License-Identifier: MIT
"""Generated requests with moving time to a real Postgrey and to ours: the same answers and the same log lines."""
import os
import random
import re

import pytest
from harness import FULL, need, wait_until
from harness.policy import PolicyClient
from harness.tools import answers, find

CLIENTS = """\
good.test
/^pool\\d+\\.x\\.test$/
192.0.2.0/28
198.51.100
2001:db8:1::/48
"""
RECIPIENTS = """\
postmaster@
user@whole.test
open.test
/^list-/
"""
OPTIONS = {
    "defaults": [],
    "by host": ["--lookup-by-host", "--auto-whitelist-clients=2", "--retry-window=1h", "--delay=60"],
    "privacy": ["--privacy", "--ipv4cidr=20", "--ipv6cidr=48", "--greylist-text=wait %s for %r", "--auto-whitelist-clients=0"],
    "words": ["--greylist-action=451", "--greylist-text=4.7.1 later: %s", "--hostname=mx.other.test", "--listen-queue-size=50",
              "--x-greylist-header=X-Waited: %t at %h"],
}
START = 1_700_000_000


def start_postgrey(sandbox, options):
    need("postgrey")
    folder = sandbox.folder("theirs", owner=(65534, 65534))
    path = sandbox / "theirs.socket"
    process = sandbox.process("postgrey", [find("postgrey"), f"--unix={path}", f"--dbdir={folder}", *options])
    wait_until(lambda: path.exists() and answers(str(path)), 20, "postgrey")
    return process, path


def start_ours(sandbox, options):
    folder = sandbox.folder("ours", owner=(65534, 65534))
    path = sandbox / "ours.socket"
    process = sandbox.daemon("dovetail-policyd", f"--unix={path}", f"--dbdir={folder}", *options, label="ours",
                             env={"DOVETAIL_POLICY_TEST_TIME": "1"})
    return process, path


class Generator:
    """Few clients, senders and recipients, so that they meet again; time that mostly moves forward."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)
        self.now = START
        self.instance = 0

    def address(self) -> str:
        r = self.random
        return r.choice([f"192.0.2.{r.randrange(40)}", f"198.51.{r.randrange(99, 102)}.{r.randrange(4)}",
                         f"203.0.113.{r.randrange(3)}", f"2001:db8:{r.randrange(3)}::{r.randrange(3):x}:a",
                         f"2001:db8:0:5:abcd:0:0:{r.randrange(4)}", "::1"])

    def sender(self) -> str:
        r = self.random
        user = r.choice(["a", "B", f"bounce-{r.randrange(9)}", f"x+{r.randrange(9)}", "prvs=0123456789=joe",
                         f"prvs=joe={r.randrange(10**9, 10**10)}", f"l-1a2b-{r.randrange(99)}-x", "SRS0=a=b=c.test=d",
                         "a_12_b-12.5", "prvs=x=y", "0", "prvs==y=", "\u00fc9"])
        return r.choice([f"{user}@s.test", f"{user}@S.test", "", user, f"{user}@a@b.test"])

    def recipient(self) -> str:
        r = self.random
        return r.choice(["r@b.test", "R@B.test", "postmaster@b.test", "user+x@whole.test", "user@sub.whole.test",
                         "x@sub.open.test", "x@notopen.test", "list-1@b.test", "r+1@b.test", "bare", "q@c.test", ""])

    def move(self) -> None:
        r = self.random
        step = r.choices([0, r.randrange(3), r.randrange(400), 3600 + r.randrange(100), r.randrange(90_000),
                          -r.randrange(500)], [30, 30, 30, 6, 3, 1])[0]
        self.now = max(START, self.now + step)

    def request(self) -> dict:
        r = self.random
        self.move()
        if r.random() < 0.6:
            self.instance += 1
        request = {"client_address": self.address(), "sender": self.sender(), "recipient": self.recipient(),
                   "client_name": r.choice(["unknown", "mx.good.test", "good.test", "notgood.test", "pool7.x.test",
                                            "a.pool7.x.test", "MX.other.test"]),
                   "instance": f"i{self.instance}", "policy_test_time": str(self.now),
                   "queue_id": r.choice(["", "", "4F2C1A0"])}
        if r.random() < 0.1:
            request["etrn_domain"] = None
        if r.random() < 0.05:
            request["instance"] = None
        if r.random() < 0.02:
            request[r.choice(["client_address", "client_name", "sender", "recipient"])] = None
        if r.random() < 0.02:
            request["garbage"] = "line\nwithout equals sign"
        return request


def comparable(action: str) -> str:
    """Without version and date; blanks at the end mean nothing to Postfix, ours never sends them."""
    return re.sub(r" by postgrey-\S+ at (\S+); .*", r" by NAME at \1; DATE", action).rstrip()


def lines(log: str) -> list[str]:
    """Without what differs by design: life-cycle lines and Postgrey's own clean-up."""
    other = ("starting!", "Binding to", "Setting ", "cleaning", "Server closing", "rm ", "Resolved", "can't open")
    return [line for line in log.splitlines() if line and not any(word in line for word in other)]


@pytest.mark.parametrize("name", OPTIONS)
def test_the_same_answers_and_log_lines(sandbox, name):
    options = [*OPTIONS[name], f"--whitelist-clients={sandbox.write('clients', CLIENTS)}",
               f"--whitelist-recipients={sandbox.write('recipients', RECIPIENTS)}", "--user=nobody", "--group=nogroup",
               "--max-age=9999"]  # ours enforces it at look-up, Postgrey by its nightly clean-up only
    postgrey, their_path = start_postgrey(sandbox, options)
    ours, our_path = start_ours(sandbox, options)
    generator = Generator(int(os.environ.get("DOVETAIL_SEED", "4711")))
    count = (20_000 if FULL else 1_500) // len(OPTIONS)
    with PolicyClient(their_path) as them, PolicyClient(our_path) as us:
        for number in range(count):
            request = generator.request()
            expected, seen = comparable(them.ask(**request)), comparable(us.ask(**request))
            assert seen == expected, f"request {number}: {request}\n{lines(postgrey.log())[-3:]}\n{lines(ours.log())[-3:]}"
    wait_until(lambda: len(lines(postgrey.log())) == len(lines(ours.log())), 5, "all log lines")
    assert lines(ours.log()) == lines(postgrey.log())
