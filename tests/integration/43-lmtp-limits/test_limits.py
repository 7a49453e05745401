# SPDX-License-Identifier: MIT
"""Large messages, several uids, full disks, slow redirects, a busy IMAP client: the edges of delivery."""
import imaplib
import os
import re
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from harness import need

sys.path.insert(0, str(Path(__file__).parents[1] / "40-lmtp"))
from lmtp import MESSAGE, Lmtp, Setup  # noqa: E402  (needs the path above)


def rss_high(process) -> int:
    """Most memory ever used, in MiB."""
    text = Path(f"/proc/{process.process.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", text).group(1)) // 1024


def test_a_message_of_115_megabytes_needs_little_memory(sandbox):
    need("dovecot")
    setup = Setup(sandbox, {"a": "userdb_quota_rule=*:storage=900M", "b": "userdb_quota_rule=*:storage=900M"},
                  f"mail_temp_dir = {sandbox.folder('spool', mode=0o777)}\n")
    line = b"x" * 98 + b"\r\n"
    with Lmtp(setup.socket) as client:
        client.command("MAIL FROM:<s@x>")
        client.command("RCPT TO:<a@example.com>")
        client.command("RCPT TO:<b@example.com>")
        client.command("DATA")
        client.send(b"Subject: large\r\n\r\n")
        for _ in range(115):
            client.send(line * 10_485)
        client.send(b".\r\n")
        assert client.line().endswith("Saved") and client.line().endswith("Saved")
    (first,), (second,) = setup.messages("a"), setup.messages("b")
    assert first.stat().st_size > 115 * 10_485 * 99
    assert first.stat().st_ino == second.stat().st_ino
    assert rss_high(setup.lmtpd) < 80
    assert setup.maildir("b", "maildirsize").read_text().endswith(f"{first.stat().st_size} 1\n")


def test_every_user_has_his_own_uid(sandbox):
    need("dovecot")
    setup = Setup(sandbox, {}, lmtpd=False)
    lines = []
    for uid, name in ((5001, "one"), (5002, "two")):
        home = sandbox.folder(f"dc/home/{name}", mode=0o700, owner=(uid, uid + 100))
        lines.append(f"{name}@example.com:{{PLAIN}}x:{uid}:{uid + 100}::{home}::\n")
    lines.append(f"low@example.com:{{PLAIN}}x:4000:4000::{setup.home}/low::\n")
    sandbox.write("dc/users", "".join(lines))
    own = setup.own_config()
    own.write_text(re.sub(r"^mail_[ug]id = .*\n", "", own.read_text(), flags=re.M) + "default_internal_user = 65534\n"
                   "first_valid_uid = 5000\n")
    setup.home.chmod(0o755)
    os.chown(setup.root / "run/dovetail-lmtpd", 65534, 65534)
    lmtpd = sandbox.daemon("dovetail-lmtpd", "-c", own)
    status = Path(f"/proc/{lmtpd.process.pid}/status").read_text()
    assert re.search(r"^Uid:\s+65534\s+65534", status, re.M)
    assert int(re.search(r"^CapPrm:\s+(\w+)", status, re.M).group(1), 16) == 0xC0  # CAP_SETGID, CAP_SETUID
    with Lmtp(setup.socket) as client:
        _, replies = client.deliver(MESSAGE.format(id="own"), "one@example.com", "two@example.com")
        assert [r[:3] for r in replies] == ["250", "250"]
        answers, _ = client.deliver(MESSAGE.format(id="low"), "low@example.com")
        assert answers == ["451 4.3.0 <low@example.com> Temporary internal error"]
    for uid, name in ((5001, "one"), (5002, "two")):
        (file,) = setup.messages(name)
        assert (file.stat().st_uid, file.stat().st_gid) == (uid, uid + 100)
    assert setup.messages("one")[0].stat().st_ino != setup.messages("two")[0].stat().st_ino


def test_a_uid_that_cannot_be_taken_defers_the_mail(sandbox):
    need("dovecot")
    setup = Setup(sandbox, {"a": ""}, lmtpd=False)
    setup.start_lmtpd()
    users = (setup.root / "users").read_text()
    sandbox.write("dc/users", users.replace(":5000:5000:", ":6000:6000:"))
    time.sleep(1.1)  # Dovecot's passwd-file is read again when its second has changed
    with Lmtp(setup.socket) as client:
        _, replies = client.deliver(MESSAGE.format(id="x"), "a@example.com")
    assert replies == ["451 4.3.0 <a@example.com> Temporary internal error"]
    setup.wait_log("cannot act as uid 6000 gid 6000: the process runs as uid 5000")


def test_folders_that_cannot_be_written_defer_the_mail(sandbox):
    need("dovecot")
    setup = Setup(sandbox, {"a": "", "b": ""})
    sandbox.folder("dc/home/a", mode=0o755, owner=(0, 0))
    with Lmtp(setup.socket) as client:
        _, replies = client.deliver(MESSAGE.format(id="x"), "a@example.com", "b@example.com")
    assert re.fullmatch(r"451 4\.2\.0 <a@example\.com> Internal error occurred\. Refer to server log for more "
                        r"information\. \[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\]", replies[0])
    assert replies[1].startswith("250 ")
    setup.wait_log(r"save failed to open mailbox INBOX: .*Permission denied")


def test_a_full_disk_is_never_permanent(sandbox):
    need("dovecot")
    setup = Setup(sandbox, {"a": "", "b": ""}, f"mail_temp_dir = {sandbox.folder('spool', mode=0o777)}\n", lmtpd=False)
    home = sandbox.folder("dc/home/a", mode=0o700, owner=(5000, 5000))
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k,mode=0700,uid=5000,gid=5000", "tmpfs", str(home)],
                           capture_output=True)
    if mount.returncode != 0:
        pytest.skip("no right to mount")
    try:
        setup.start_lmtpd()
        with Lmtp(setup.socket) as client:
            large = MESSAGE.format(id="large") + "x" * 70 * 6000 + "\n"
            _, replies = client.deliver(large, "a@example.com", "b@example.com")
            assert replies[0] == "452 4.3.1 <a@example.com> Insufficient system storage"
            assert replies[1].startswith("250 ")
            assert setup.messages("a") == []
            assert list(setup.maildir("a", "tmp").iterdir()) == []
            _, replies = client.deliver(MESSAGE.format(id="small"), "a@example.com")
            assert replies[0].startswith("250 ")
    finally:
        setup.lmtpd.stop()
        subprocess.run(["umount", str(home)], check=False)


def test_detail_mailboxes(sandbox):
    need("dovecot")
    setup = Setup(sandbox, {"a": ""}, "lmtp_save_to_detail_mailbox = yes\nlda_mailbox_autocreate = yes\n"
                  "lda_mailbox_autosubscribe = yes\n")
    with Lmtp(setup.socket) as client:
        for address, folder in (("a+work@example.com", ".work"), ("a+../../etc@example.com", ""), ("a+INBOX@example.com", ""),
                                ("a+Entw&APw-rfe@example.com", ".Entw&-APw-rfe")):
            before = len(setup.messages("a", folder))
            _, replies = client.deliver(MESSAGE.format(id=address), f"RCPT TO:<{address}> ORCPT=rfc822;o@else.example")
            assert replies[0].endswith("Saved"), replies
            assert len(setup.messages("a", folder)) == before + 1
    assert "Delivered-To: a+work@example.com\n" in setup.messages("a", ".work")[0].read_text()
    assert setup.maildir("a", "subscriptions").read_text().startswith("V\t2\n\nwork\n")


def test_a_slow_redirect_holds_up_nobody(sandbox):
    """The server that takes redirected mail does not answer; others to the same user are delivered meanwhile."""
    need("dovecot")
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(5)
        setup = Setup(sandbox, {"a": "", "b": ""}, f"submission_host = 127.0.0.1:{silent.getsockname()[1]}\n"
                      "submission_timeout = 4 secs\n")
        setup.script("a", 'if header "subject" "away" { redirect "x@elsewhere.example"; }')
        outcome = []

        def slow():
            with Lmtp(setup.socket) as client:
                outcome.extend(client.deliver(MESSAGE.format(id="away"), "a@example.com")[1])
        thread = threading.Thread(target=slow)
        thread.start()
        began = time.monotonic()
        with Lmtp(setup.socket) as client:
            for i in range(20):
                assert client.deliver(MESSAGE.format(id=f"m{i}"), "a@example.com")[1][0].endswith("Saved")
        assert time.monotonic() - began < 3 and not outcome
        thread.join()
    assert outcome == ["451 4.2.0 <a@example.com> Execution of Sieve filters was aborted due to temporary failure"]
    setup.wait_log(r"redirect action: failed to redirect message to <x@elsewhere.example>: .*\(temporary failure\)")


def test_sendmail_is_called_as_dovecot_calls_it(sandbox):
    need("dovecot")
    setup = Setup(sandbox, {"a": ""}, f"sendmail_path = {sandbox.path}/sendmail\n", lmtpd=False)
    out = sandbox.folder("out", mode=0o777)
    sandbox.write("sendmail", f"#!/bin/sh\nprintf '%s\\n' \"$@\" > {out}/args\ncat > {out}/mail\n"
                  f"cat /proc/self/status > {out}/status\nls -l /proc/$$/fd > {out}/fds\n", mode=0o755)
    setup.script("a", 'redirect "x@elsewhere.example";')
    setup.start_lmtpd()
    with Lmtp(setup.socket) as client:
        assert client.deliver(MESSAGE.format(id="r1"), "a@example.com")[1][0].endswith("Saved")
        assert (out / "args").read_text().split("\n")[:5] == ["-i", "-f", "s@sender.example", "--", "x@elsewhere.example"]
        assert client.deliver(MESSAGE.format(id="r2"), "a@example.com", sender="")[1][0].endswith("Saved")
        assert (out / "args").read_text().split("\n")[:3] == ["-i", "-f", "<>"]
    assert "Subject: r2" in (out / "mail").read_text()
    status = (out / "status").read_text()
    assert re.search(r"^Uid:\s+5000\s+5000\s+5000\s+5000$", status, re.M)
    assert re.search(r"^CapEff:\s+0+$", status, re.M) and re.search(r"^CapAmb:\s+0+$", status, re.M)
    assert setup.messages("a") == []


def test_mailboxes_in_use_lose_nothing(sandbox):
    """An IMAP client selects, flags and expunges while mail comes in."""
    need("dovecot")
    setup = Setup(sandbox, {"a": "userdb_quota_rule=*:storage=900M"})
    total, stop, expunged = 150, threading.Event(), []

    def busy():
        client = imaplib.IMAP4("127.0.0.1", setup.dovecot.ports["imap"])
        client.login("a@example.com", "secret")
        while not stop.is_set():
            count = int(client.select("INBOX")[1][0])
            if count:
                client.store("1:*", "+FLAGS", "(\\Flagged $Seen)")
                client.store("1", "+FLAGS", "(\\Deleted)")
                expunged.extend(client.expunge()[1])
        client.logout()
    thread = threading.Thread(target=busy)
    thread.start()

    def send(start):
        with Lmtp(setup.socket) as client:
            for i in range(start, total, 3):
                assert client.deliver(MESSAGE.format(id=f"n{i}"), "a@example.com")[1][0].endswith("Saved")
    senders = [threading.Thread(target=send, args=(n,)) for n in range(3)]
    for one in senders:
        one.start()
    for one in senders:
        one.join()
    stop.set()
    thread.join()
    left = [re.search(r"Subject: (n\d+)", m.read_text()).group(1) for m in setup.messages("a")]
    assert len(set(left)) == len(left)
    assert len(left) + len([e for e in expunged if e is not None]) == total
    client = imaplib.IMAP4("127.0.0.1", setup.dovecot.ports["imap"])
    client.login("a@example.com", "secret")
    used = int(re.search(r"STORAGE (\d+) ", client.getquotaroot("INBOX")[1][1][0].decode()).group(1))
    client.logout()
    assert used == -(-sum(m.stat().st_size for m in setup.messages("a")) // 1024)
