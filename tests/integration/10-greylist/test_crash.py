# SPDX-License-Identifier: MIT
"""SIGKILL in the middle of load: what was answered is remembered."""
import threading

import pytest
from harness import FULL, wait_until
from harness.policy import PolicyClient

START = 1_700_000_000
CONNECTIONS = 8


class Load(threading.Thread):
    """One connection that sends new triplets until the server is gone; `answered` had a reply."""

    def __init__(self, path, number: int):
        super().__init__(daemon=True)
        self.path, self.number, self.answered = path, number, []

    def run(self) -> None:
        try:
            with PolicyClient(self.path) as client:
                for count in range(1_000_000):
                    name = f"s{self.number}x{count}y"
                    if client.ask(sender=f"{name}@a.test", policy_test_time=START) is None:
                        return
                    self.answered.append(name)
        except OSError:
            return


def start(sandbox, label: str):
    sandbox.folder("db", owner=(65534, 65534))
    return sandbox.daemon("dovetail-policyd", f"--unix={sandbox / 's'}", f"--dbdir={sandbox / 'db'}", "--user=65534",
                          "--group=65534", "--greylist-text=%s left", "--quiet",
                          label=label, env={"DOVETAIL_POLICY_TEST_TIME": "1"})


@pytest.mark.parametrize("after", [0.3, 1.0] if not FULL else [0.2, 0.4, 0.7, 1.1, 1.5, 2.3, 3.1, 5.0])
def test_sigkill_forgets_nothing_that_was_answered(sandbox, after):
    daemon = start(sandbox, "first")
    loads = [Load(sandbox / "s", number) for number in range(CONNECTIONS)]
    for load in loads:
        load.start()
    wait_until(lambda: sum(len(load.answered) for load in loads) > 50, 20, "load")
    threading.Event().wait(after)
    daemon.kill()
    for load in loads:
        load.join(20)
    answered = [name for load in loads for name in load.answered]
    start(sandbox, "second")
    with PolicyClient(sandbox / "s") as client:
        for name in answered:
            reply = client.ask(sender=f"{name}@a.test", policy_test_time=START + 10)
            assert reply == "DEFER_IF_PERMIT 4.2.0 290 left", f"{name} of {len(answered)} was forgotten"


def test_sigterm_answers_what_was_read_and_leaves(sandbox):
    daemon = start(sandbox, "only")
    loads = [Load(sandbox / "s", number) for number in range(CONNECTIONS)]
    for load in loads:
        load.start()
    wait_until(lambda: all(load.answered for load in loads), 20, "load")
    assert daemon.stop() == 0
    for load in loads:
        load.join(20)
    assert all(load.answered for load in loads)
