# SPDX-License-Identifier: MIT
"""The same scripts on the same messages through sieve-test of Dovecot and `dovetail sieve run`: what each decides is
compared line by line. sieve-test compiles each script once and the messages run against it."""
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from harness.tools import FULL, need, program

sys.path.insert(0, str(Path(__file__).parent))
from scripts import MESSAGES, action_scripts, all_scripts  # noqa: E402

TRANSCRIPT = Path(__file__).parents[2] / "transcripts" / "sieve" / "diagnostics.txt"

CONFIG = """
mail_uid = {uid}
mail_gid = {uid}
first_valid_uid = 1
first_valid_gid = 1
mail_home = {home}
mail_location = maildir:{home}/mail
log_path = /dev/stderr
postmaster_address = postmaster@example.com
"""

ENVELOPE = ["-f", "john+x@b.example", "-r", "a@b.example"]


def actions(text):
    """The lines from "Performed actions" on, without empty ones and the result, which is worded differently."""
    lines = [line.rstrip() for line in text.splitlines()]
    if "Performed actions:" not in lines:
        return lines
    wanted = lines[lines.index("Performed actions:"):]
    return [line for line in wanted if line and "final result" not in line]


@pytest.fixture(scope="module")
def world(shared_sandbox):
    folder = shared_sandbox.path  # not pytest's own: every pytest that starts closes that to other users
    home = folder / "home"
    home.mkdir()
    os.chown(home, 65534, 65534)
    config = folder / "dovecot.conf"
    config.write_text(CONFIG.format(uid=65534, home=home))
    messages = []
    for index, text in enumerate(MESSAGES):
        path = folder / f"m{index}.eml"
        path.write_bytes(text.encode("latin1"))
        messages.append(path)
    return folder, config, home, messages


def run(command, home):
    environment = {**os.environ, "HOME": str(home), "USER": "tester", "TZ": "UTC"}
    done = subprocess.run(command, capture_output=True, env=environment, timeout=60, check=False)
    return done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")


def chosen_scripts():
    """All of them with ./check --full; else every action and each sixth combination of tests."""
    scripts = list(all_scripts())
    actions_only = set(action_scripts())
    return scripts if FULL else [s for i, s in enumerate(scripts) if s in actions_only or i % 6 == 0]


def test_actions_are_the_same(world):
    need("sieve-test")
    dovetail = program("dovetail")
    folder, config, home, messages = world
    script = folder / "s.sieve"
    compared = 0
    wrong = []
    for source in chosen_scripts():
        script.write_text(source, encoding="utf-8")
        for message in messages:
            theirs = run(["sieve-test", "-C", "-c", str(config), *ENVELOPE, str(script), str(message)], home)
            ours = run([dovetail, "sieve", "run", *ENVELOPE, str(script), str(message)], home)
            compared += 1
            if actions(theirs[0]) != actions(ours[0]):
                wrong.append(f"{source}\n{message.name}\ntheirs: {theirs[0]}{theirs[1]}\nours: {ours[0]}{ours[1]}")
    print(f"{compared} runs compared, {len(wrong)} differ")
    assert not wrong, f"{len(wrong)} of {compared} differ; the first:\n" + "\n----\n".join(wrong[:3])


def recorded():
    """Scripts of the transcript with the diagnostics that were recorded for them."""
    script, lines = None, []
    for line in TRANSCRIPT.read_text(encoding="utf-8").splitlines():
        if line.startswith("> "):
            if script is not None:
                yield script, lines
            script, lines = line[2:], []
        elif script is not None:
            lines.append(line)
    yield script, lines


def unescaped(text):
    table = {"n": b"\n", "r": b"\r", "\\": b"\\"}
    out, at = b"", 0
    while at < len(text):
        if text[at] != "\\":
            out += text[at].encode()
            at += 1
        elif text[at + 1] == "x":
            out += bytes([int(text[at + 2:at + 4], 16)])
            at += 4
        else:
            out += table[text[at + 1]]
            at += 2
    return out


def test_the_recorded_diagnostics_are_those_of_sievec(world):
    need("sievec")
    folder, _, home, _ = world
    script = folder / "p.sieve"
    for source, lines in recorded():
        script.write_bytes(unescaped(source))
        _, errors = run(["sievec", str(script), str(folder / "p.svbin")], home)
        told = [re.sub("^p: ", "", line) for line in errors.splitlines() if not line.startswith("sievec")]
        assert told == lines, source
