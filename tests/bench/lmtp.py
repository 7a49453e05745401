#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""dovetail-lmtpd and Dovecot's lmtp in turn: same users, same client; prints deliveries per second and the ratio.

  tests/bench/lmtp.py [BUILD FOLDER] [--seconds N]

Needs Debian's dovecot-lmtpd and dovecot-imapd, and root. Mailboxes lie on the file system of $TMPDIR or /tmp, with
the two syncs a message that make a 250 honest.
"""
import argparse
import multiprocessing
import os
import re
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "integration"), str(ROOT / "integration/40-lmtp")]

USERS = [f"u{i}" for i in range(64)]
THEIRS = """\
protocols = imap lmtp
service lmtp {
  process_min_avail = 16
  unix_listener {root}/theirs {
    mode = 0666
  }
}
"""


def client(path: str, number: int, end: float, recipients: int, body: str, done) -> None:
    from lmtp import Lmtp
    count = 0
    with Lmtp(path) as lmtp:
        lmtp.command("LHLO bench")
        while time.time() < end:
            names = [USERS[(number * 7 + count + i) % len(USERS)] for i in range(recipients)]
            rcpts = "".join(f"RCPT TO:<{name}@example.com>\r\n" for name in names)
            lmtp.send(f"MAIL FROM:<s@x>\r\n{rcpts}DATA\r\n")
            for _ in range(recipients + 2):
                lmtp.line()
            lmtp.send(f"Received: bench {number} {count}\r\nMessage-ID: <{number}.{count}@x>\r\nSubject: x\r\n\r\n{body}.\r\n")
            replies = [lmtp.line() for _ in names]
            assert all(reply.startswith("250") for reply in replies), replies
            count += recipients
    done.put(count)


def measure(path, connections: int, seconds: float, recipients: int, size: int) -> float:
    done, end = multiprocessing.Queue(), time.time() + seconds
    body = ("x" * 70 + "\r\n") * max(1, size // 72)
    clients = [multiprocessing.Process(target=client, args=(str(path), n, end, recipients, body, done))
               for n in range(connections)]
    began = time.time()
    for one in clients:
        one.start()
    total = sum(done.get() for _ in clients)
    for one in clients:
        one.join()
    return total / (time.time() - began)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", nargs="?", default="build/bench")
    parser.add_argument("--seconds", type=float, default=5)
    arguments = parser.parse_args()
    os.environ["DOVETAIL_BIN"] = str(Path(arguments.build).resolve() / "bin")
    from harness import Sandbox
    from lmtp import Setup
    with Sandbox() as sandbox:
        setup = Setup(sandbox, {user: "userdb_quota_rule=*:storage=9G" for user in USERS}, THEIRS, lmtpd=False)
        for user in USERS:
            setup.script(user, 'require "fileinto"; if header "subject" "spam" { fileinto "Junk"; }')
        own = setup.own_config()
        text = own.read_text().replace(f"{setup.root}/theirs {{", f"{setup.root}/ours {{")
        own.write_text(re.sub(r"\{\n    mode = 0666\n  \}\n\}\nservice auth", "{\n    mode = 0\n  }\n}\nservice auth", text))
        sandbox.daemon("dovetail-lmtpd", "-c", own)
        print(f"{'':34}{'Dovecot':>10}{'ours':>10}{'ratio':>8}   deliveries/s")
        for connections, recipients, size in ((1, 1, 2000), (4, 1, 2000), (16, 1, 2000), (16, 10, 2000), (4, 1, 1_000_000)):
            theirs = measure(f"{setup.root}/theirs", connections, arguments.seconds, recipients, size)
            ours = measure(f"{setup.root}/ours", connections, arguments.seconds, recipients, size)
            name = f"{connections} connections, {recipients} rcpt, {size} octets"
            print(f"{name:34}{theirs:10.0f}{ours:10.0f}{ours / theirs:8.2f}", flush=True)


if __name__ == "__main__":
    main()
