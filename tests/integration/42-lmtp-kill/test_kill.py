# SPDX-License-Identifier: MIT
"""SIGKILL again and again while a real Postfix delivers: no accepted mail is lost, none is stored twice."""
import os
import re
import signal
import sys
import threading
import time
from collections import Counter
from pathlib import Path

from harness import SmtpClient, need, wait_until

sys.path.insert(0, str(Path(__file__).parents[1] / "40-lmtp"))
from lmtp import Setup  # noqa: E402  (needs the path above)

USERS = [f"u{i}" for i in range(8)]
SENDERS, PER_SENDER = 4, 40
KILLS = 12


def send_all(port: int, number: int, accepted: list) -> None:
    """Mails of one sender; each is written down once Postfix has taken it."""
    for i in range(PER_SENDER):
        ident = f"s{number}m{i}"
        recipients = [f"{USERS[(number + i + k) % len(USERS)]}@example.com" for k in range(1 + i % 3)]
        with SmtpClient(port) as client:
            client.ehlo()
            body = f"Subject: {ident}\n\n" + "x" * (100 if i % 5 else 200_000) + "\n"
            if client.mail("s@sender.example", *recipients, message=body).code == 250:
                accepted += [(ident, r.split("@")[0]) for r in recipients]


def found_in(setup) -> Counter:
    found = Counter()
    for user in USERS:
        for file in setup.messages(user) + setup.messages(user, ".Filed"):
            subject = re.search(r"^Subject: (\S+)$", file.read_text(errors="replace"), re.M).group(1)
            found[(subject, user)] += 1
            assert int(re.search(r",S=(\d+)", file.name).group(1)) == file.stat().st_size
    return found


def test_every_mail_arrives_exactly_once(sandbox):
    need("postfix", "dovecot")
    postfix = sandbox.postfix({
        "virtual_mailbox_domains": "example.com", "mynetworks": "127.0.0.0/8",
        "virtual_transport": f"lmtp:unix:{sandbox.path}/dc/lmtp", "smtpd_recipient_restrictions": "permit_mynetworks,reject",
        "lmtp_destination_concurrency_limit": "10", "queue_run_delay": "1s", "minimal_backoff_time": "1s",
        "maximal_backoff_time": "2s", "lmtp_connect_timeout": "5s",
        "default_destination_concurrency_failed_cohort_limit": "0",
    }, start=False)
    extra = "lda_mailbox_autocreate = yes\n"
    setup = Setup(sandbox, {user: "userdb_quota_rule=*:bytes=900M" for user in USERS}, extra)
    for user in USERS[:4]:
        setup.script(user, 'require "fileinto"; if size :over 10K { fileinto "Filed"; }')
    postfix.start()

    accepted: list = []
    threads = [threading.Thread(target=send_all, args=(postfix.port, n, accepted)) for n in range(SENDERS)]
    for thread in threads:
        thread.start()
    for kill in range(KILLS):
        time.sleep(0.15 + 0.07 * (kill % 5))  # at any moment of a delivery
        os.kill(setup.lmtpd.process.pid, signal.SIGKILL)
        setup.lmtpd.process.wait()
        setup.lmtpd.notify.close()
        setup.start_lmtpd()
    for thread in threads:
        thread.join()
    postfix.wait_empty(120)

    found = found_in(setup)
    assert len(accepted) == SENDERS * (PER_SENDER // 3 * 6 + sum(1 + i % 3 for i in range(PER_SENDER // 3 * 3, PER_SENDER)))
    assert [mail for mail in accepted if found[mail] == 0] == []
    assert [mail for mail, count in found.items() if count > 1] == []
    print(f"{len(accepted)} deliveries, {KILLS} kills, "
          f"{setup.log().count('already saved')} repeats recognised")
    wait_until(lambda: not postfix.queue_files(), 10, "empty queue")
