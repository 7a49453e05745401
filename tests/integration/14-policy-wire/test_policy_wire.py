# SPDX-License-Identifier: MIT
"""Hostile and unusual clients, and the rows of Postfix's reply reader: no reply of ours makes a real smtpd warn."""
import os
import socket
import threading
import time

import pytest
from harness import SmtpClient, need, wait_until
from harness.policy import REQUEST, PolicyClient, encode


def start(sandbox, *options, **more):
    sandbox.folder("db", owner=(65534, 65534))
    return sandbox.daemon("dovetail-policyd", f"--unix={sandbox / 's'}", f"--dbdir={sandbox / 'db'}", "--user=65534",
                          "--group=65534", *options, **more)


ACTIONS = [
    ("450", "wait %s"), ("450", ""), ("550 5.7.1", "no: %r"), ("421", "go away"), ("DEFER", "later"), ("DEFER_IF_PERMIT", ""),
    ("DEFER_IF_PERMIT", "r\u00e9essayez plus tard"), ("REJECT", "x" * 3000), ("DEFER_IF_PERMIT", "4.7.1 %r %s"), ("HOLD", "h"),
    ("WARN", "w"), ("INFO", "i"), ("DISCARD", "d"), ("PREPEND", "X-Test: %r"), ("DUNNO", "nothing"), ("OK", ""),
    ("DEFER_IF_REJECT", "x"), ("REDIRECT", "a@b.test"), ("BCC", "a@b.test"), ("DEFER_IF_PERMIT", "\x01\x7f tab\t%r"),
]
RECIPIENTS = ["r@b.test", "\"quoted local\"@b.test", "a/b=c@b.test", "r@[192.0.2.1]", "x" * 60 + "@" + "d" * 60 + ".b.test"]


@pytest.fixture(scope="module")
def smtpd(shared_sandbox):
    need("postfix")
    endpoints = [f"check_policy_service unix:private/p{number}" for number in range(len(ACTIONS))]
    classes = {f"class{number}": endpoint for number, endpoint in enumerate(endpoints)}
    postfix = shared_sandbox.postfix({
        **classes, "smtpd_restriction_classes": ", ".join(classes), "smtpd_sender_login_maps": "",
        "smtpd_recipient_restrictions": "check_helo_access pcre:" + str(shared_sandbox / "helo"),
        "smtpd_relay_restrictions": "check_recipient_access static:OK, reject", "smtputf8_enable": "yes",
        "smtpd_error_sleep_time": "0", "smtpd_soft_error_limit": "1000", "smtpd_hard_error_limit": "1000",
        "relay_domains": "b.test", "transport_maps": "static:discard:"}, start=False)
    shared_sandbox.write("helo", "".join(f"/^h{number}\\.test$/ class{number}\n" for number in range(len(ACTIONS))))
    shared_sandbox.folder("db", owner=(65534, 65534))
    for number, (action, text) in enumerate(ACTIONS):
        folder = shared_sandbox.folder(f"db{number}", owner=(65534, 65534))
        shared_sandbox.daemon("dovetail-policyd", f"--unix={postfix.private / f'p{number}'}", f"--dbdir={folder}",
                              "--user=65534", "--group=65534", f"--greylist-action={action}", f"--greylist-text={text}",
                              "--delay=3600", label=f"p{number}")
    return postfix.start()


def conversation(postfix, number: int) -> list[str]:
    replies = []
    for sender in ("", "s@a.test", "\"a b\"@a.test"):
        with SmtpClient(postfix.port) as client:
            client.ehlo(f"h{number}.test")
            assert client.command(f"MAIL FROM:<{sender}>").code == 250
            for recipient in RECIPIENTS:
                reply = client.command(f"RCPT TO:<{recipient}>")
                replies.append(str(reply))
                if reply.code == 421:  # which ends the session
                    break
    return replies


@pytest.mark.parametrize("number", range(len(ACTIONS)), ids=[f"{a} {t[:12]!r}" for a, t in ACTIONS])
def test_no_answer_makes_postfix_warn(smtpd, number):
    before = len(smtpd.warnings())
    replies = conversation(smtpd, number)
    assert replies
    complaints = [line for line in smtpd.warnings()[before:] if "policy" in line or "restriction" in line or "access" in line]
    assert complaints == []
    assert not any("4.3.5" in reply for reply in replies), replies
    action = ACTIONS[number][0]
    if action.startswith("450") or action.startswith("DEFER_IF_PERMIT"):
        assert replies[0].startswith("450"), replies
    if action == "550 5.7.1":
        assert replies[0].startswith("550 5.7.1"), replies


def test_an_action_postfix_does_not_know_is_refused_at_start(sandbox):
    import subprocess
    from harness import program
    for action in ("250", "12345", "PREPEND"):
        outcome = subprocess.run([program("dovetail-policyd"), f"--unix={sandbox / 's'}", f"--greylist-action={action}"],
                                 capture_output=True, text=True, timeout=20)
        assert outcome.returncode == 78, action


def test_unusual_requests(sandbox):
    daemon = start(sandbox)
    with PolicyClient(sandbox / "s") as client:
        client.send(encode().replace(b"\n", b"\r\n"))  # CRLF
        assert client.reply().startswith("DEFER_IF_PERMIT")
        assert client.ask(sender="x" * 16_000 + "@a.test").startswith("DEFER_IF_PERMIT")
        client.send(encode(sender="nul\0inside\xff@a.test"))
        assert client.reply().startswith("DEFER_IF_PERMIT")
        client.send(b"garbage\n=\n" + encode())
        assert client.reply().startswith("DEFER_IF_PERMIT")
        for address in ("", "unknown", "1.2.3", "[::1]", "fe80::1%eth0", "1.2.3.4.5"):
            assert client.ask(client_address=address) == "DUNNO"
        for missing in ("sender", "recipient", "client_name", "client_address"):
            assert client.ask(**{missing: None}) == "DUNNO"
        client.send(encode(recipient="a@b.test")[:-1] + b"recipient=last@c.test\n\n")
        assert "c.test" in client.reply()
        client.send(b"".join(encode(sender=f"s{n}x@a.test") for n in range(200)))  # pipelined
        for _ in range(200):
            assert client.reply().startswith("DEFER_IF_PERMIT")
        for byte in encode():
            client.send(bytes([byte]))
        assert client.reply().startswith("DEFER_IF_PERMIT")
    assert daemon.running()


def test_what_ends_a_connection_and_what_does_not(sandbox):
    daemon = start(sandbox)
    for broken in (b"request=junk\n\n", b"\n", b"a=b\n\n", b"sender=" + b"x" * 200_000 + b"\n",
                   b"".join(b"a%d=b\n" % n for n in range(2000)), b"x" * 500_000):
        with PolicyClient(sandbox / "s") as client:
            try:
                client.send(broken)
                assert client.reply() is None
            except (BrokenPipeError, ConnectionResetError):
                pass
    with PolicyClient(sandbox / "s") as client:
        client.send(encode() + b"request=smtpd_acc")
        client.half_close()
        assert client.reply().startswith("DEFER_IF_PERMIT")
        assert client.reply() is None
    assert "unrecognized request type: 'junk'" in daemon.log()
    with PolicyClient(sandbox / "s") as client:
        assert client.ask().startswith("DEFER_IF_PERMIT")


def test_clients_that_never_read_harm_nobody(sandbox):
    start(sandbox, "--quiet")
    greedy = []
    for number in range(20):
        raw = socket.socket(socket.AF_UNIX)
        raw.connect(str(sandbox / "s"))
        raw.setblocking(False)
        data = encode(sender=f"g{number}x@a.test") * 400
        try:
            for _ in range(2):
                raw.send(data)
        except BlockingIOError:
            pass
        greedy.append(raw)
    with PolicyClient(sandbox / "s", timeout=5) as client:
        for number in range(50):
            assert client.ask(sender=f"s{number}x@a.test").startswith("DEFER_IF_PERMIT")
    for raw in greedy:
        raw.close()


def test_exim_closes_after_each_reply(sandbox):
    start(sandbox, "--exim")
    with PolicyClient(sandbox / "s") as client:
        reply = client.ask(instance=None, etrn_domain=None)
        assert reply.startswith("DEFER_IF_PERMIT Greylisted, see")
        assert client.reply() is None


def test_500_idle_and_50_busy_connections(sandbox):
    start(sandbox, "--quiet")
    idle = [PolicyClient(sandbox / "s") for _ in range(500)]
    times = []

    def timed(client: PolicyClient, **attributes) -> None:
        began = time.monotonic()
        assert client.ask(**attributes).startswith("DEFER_IF_PERMIT")
        times.append(time.monotonic() - began)

    def busy(number: int) -> None:
        with PolicyClient(sandbox / "s") as client:
            for count in range(40):
                timed(client, sender=f"s{number}x{count}y@a.test")

    threads = [threading.Thread(target=busy, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for client in idle:
        timed(client)
    for thread in threads:
        thread.join(60)
    for client in idle:
        client.close()
    assert len(times) == 500 + 50 * 40
    assert max(times) < (1.0 if os.getloadavg()[0] <= 2 * (os.cpu_count() or 1) else 5.0)  # this client shares the cores


def test_a_full_disk_delays_no_mail(sandbox):
    """The store's folder becomes a full file system: decisions go on from memory."""
    import subprocess
    folder = sandbox.folder("db", owner=(65534, 65534))
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k,uid=65534,mode=755", "none", folder]).returncode != 0:
        pytest.skip("no right to mount")
    try:
        daemon = sandbox.daemon("dovetail-policyd", f"--unix={sandbox / 's'}", f"--dbdir={folder}", "--user=65534",
                                "--group=65534", "--quiet")
        with PolicyClient(sandbox / "s") as client:
            for number in range(2500):
                reply = client.ask(sender=f"s{number}x@" + "long" * 60 + ".test")
                assert reply.startswith("DEFER_IF_PERMIT") or reply == "DUNNO"
            assert "kept in memory" in daemon.log()
        daemon.stop()
    finally:
        subprocess.run(["umount", "-l", folder], check=False)


@pytest.mark.parametrize("how", ["full", "read-only"])
def test_a_start_on_a_disk_that_takes_nothing_delays_no_mail(sandbox, how):
    """It decides in memory, and the store catches up when there is room."""
    import subprocess
    folder = sandbox.folder("db", owner=(65534, 65534))
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m,uid=65534,mode=755", "none", folder]).returncode != 0:
        pytest.skip("no right to mount")

    def start(label: str):
        return sandbox.daemon("dovetail-policyd", f"--unix={sandbox / 's'}", f"--dbdir={folder}", "--user=65534",
                              "--group=65534", "--delay=600", label=label, env={"DOVETAIL_POLICY_TEST_TIME": "1"})

    now = int(time.time())
    try:
        daemon = start("before")
        with PolicyClient(sandbox / "s") as client:
            assert client.ask(policy_test_time=now - 900).startswith("DEFER_IF_PERMIT")
        if how == "full":
            daemon.stop()  # then SQLite must make files when it opens the store
            with open(folder / "filler", "wb", buffering=0) as filler:
                with pytest.raises(OSError):
                    while True:
                        filler.write(b"x" * 4096)
        else:
            daemon.kill()  # then the socket files stay, and cannot be replaced
            subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
        daemon = start("without")
        with PolicyClient(sandbox / "s") as client:
            assert client.ask(sender="meanwhile@a.test", policy_test_time=now).startswith("DEFER_IF_PERMIT")
            daemon.wait_for_log("kept in memory")
            if how == "full":  # the daemon before has left everything in the file itself
                assert not client.ask(policy_test_time=now).startswith("DEFER"), "what was known before is known now"
            if how == "full":
                (folder / "filler").unlink()
            else:
                subprocess.run(["mount", "-o", "remount,rw", folder], check=True)
            wait_until(lambda: not client.ask(policy_test_time=now).startswith("DEFER"), 40, "what was known before")
        daemon.stop()
        start("after")
        with PolicyClient(sandbox / "s") as client:
            assert client.ask(sender="meanwhile@a.test", policy_test_time=now + 600).startswith("PREPEND")
    finally:
        subprocess.run(["umount", "-l", folder], check=False)


def test_every_attribute_of_a_real_smtpd_is_understood(sandbox):
    need("postfix")
    postfix = sandbox.postfix({"smtpd_recipient_restrictions": "check_policy_service unix:private/policy",
                               "smtpd_data_restrictions": "check_policy_service unix:private/policy",
                               "smtpd_end_of_data_restrictions": "check_policy_service unix:private/policy",
                               "smtpd_relay_restrictions": "check_recipient_access static:OK, reject",
                               "transport_maps": "static:discard:", "relay_domains": "b.test"}, start=False)
    sandbox.folder("db", owner=(65534, 65534))
    sandbox.daemon("dovetail-policyd", f"--unix={postfix.private / 'policy'}", f"--dbdir={sandbox / 'db'}",
                   "--user=65534", "--group=65534", "--greylist-action=WARN", "--delay=3600")
    postfix.start()
    with SmtpClient(postfix.port) as client:
        client.ehlo()
        assert client.mail("s@a.test", "r@b.test", "q@b.test", message="Subject: x\n\nx\n").code == 250
    assert [line for line in postfix.warnings() if "Greylisted" not in line] == []
    assert len(REQUEST) > 15
    wait_until(lambda: "Greylisted" in postfix.log(), 10, "the log line")


def test_a_store_that_is_gone_delays_no_mail(sandbox):
    """The folder of the database is moved away and removed under the daemon."""
    import shutil
    daemon = start(sandbox, "--quiet")
    with PolicyClient(sandbox / "s") as client:
        assert client.ask(sender="before@a.test").startswith("DEFER_IF_PERMIT")
        shutil.rmtree(sandbox / "db")
        for number in range(300):
            reply = client.ask(sender=f"s{number}x@a.test")
            assert reply.startswith("DEFER_IF_PERMIT") or reply == "DUNNO"
        time.sleep(2.5)  # checkpoints look at the file meanwhile
        reply = client.ask(sender="after@a.test")
        assert reply.startswith("DEFER_IF_PERMIT") or reply == "DUNNO"
    assert daemon.running()


def test_a_subject_that_explodes_in_a_pattern_delays_nobody(sandbox):
    """A pattern of the administrator's that backtracks, and names chosen by strangers."""
    lists = sandbox.write("clients", "/^([a-z]+)+\\.$/\n" * 20 + "/^good\\./\n")
    start(sandbox, f"--whitelist-clients={lists}", f"--whitelist-recipients={sandbox.write('none', '')}", "--quiet")
    stop, slow = threading.Event(), []

    def attack() -> None:
        with PolicyClient(sandbox / "s", timeout=30) as client:
            while not stop.is_set():
                assert client.ask(client_name="a" * 60 + "!") is not None

    attackers = [threading.Thread(target=attack) for _ in range(4)]
    for thread in attackers:
        thread.start()
    with PolicyClient(sandbox / "s", timeout=30) as client:
        for number in range(5):
            began = time.monotonic()
            assert client.ask(client_name="good.test") == "DUNNO"
            slow.append(time.monotonic() - began)
    stop.set()
    for thread in attackers:
        thread.join(30)
    assert max(slow) < 5, slow  # the time limit is 2 s
