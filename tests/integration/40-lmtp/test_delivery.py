# SPDX-License-Identifier: MIT
"""Delivery over LMTP into mailboxes that Dovecot's imapd reads, users by Dovecot's auth."""
import imaplib
import re

import pytest
from harness import SmtpClient, need, wait_until
from lmtp import MESSAGE, Lmtp, Setup

SCRIPT = """\
require ["fileinto", "envelope", "copy"];
if header :contains "subject" "spam" { fileinto "Junk"; stop; }
if header :contains "subject" "nowhere" { fileinto "Does.not/exist"; stop; }
if header :contains "subject" "forward" { redirect "far@elsewhere.example"; stop; }
if header :contains "subject" "both" { redirect :copy "far@elsewhere.example"; stop; }
if header :contains "subject" "drop" { discard; stop; }
if envelope :localpart "from" "bulk" { fileinto "Bulk/2026"; }
"""


@pytest.fixture(scope="module")
def mail(shared_sandbox):
    need("dovecot", "postfix")
    far = shared_sandbox.folder("far", owner=(5000, 5000))
    postfix = shared_sandbox.postfix({
        "mydestination": "", "virtual_mailbox_domains": "example.com elsewhere.example",
        "virtual_mailbox_base": far, "virtual_uid_maps": "static:5000", "virtual_gid_maps": "static:5000",
        "virtual_mailbox_maps": "static:far/", "virtual_minimum_uid": "100", "mynetworks": "127.0.0.0/8",
        "transport_maps": f"inline:{{example.com=lmtp:unix:{shared_sandbox.path}/dc/lmtp}}",
        "smtpd_recipient_restrictions": "permit_mynetworks,reject", "smtputf8_enable": "yes",
    }, start=False)
    extra = ("lda_mailbox_autocreate = yes\nlda_mailbox_autosubscribe = yes\n"
             f"submission_host = 127.0.0.1:{postfix.port}\n")
    setup = Setup(shared_sandbox, {
        "alice": "userdb_quota_rule=*:bytes=100000", "bob": "", "sieve": "", "full": "userdb_quota_rule=*:bytes=600",
        "broken": "userdb_quota_rule=nonsense"}, extra)
    setup.script("sieve", SCRIPT)
    postfix.start()
    setup.postfix = postfix
    setup.far = far
    return setup


def imap(mail, user):
    client = imaplib.IMAP4("127.0.0.1", mail.dovecot.ports["imap"])
    client.login(f"{user}@example.com", "secret")
    return client


def test_mail_from_postfix_is_read_by_imap_with_its_quota(mail):
    with SmtpClient(mail.postfix.port) as client:
        client.ehlo()
        reply = client.mail("s@sender.example", "alice@example.com", message="Subject: hello\n\nfirst\n")
        assert reply.code == 250, reply
    sent = mail.postfix.wait_for_log(r"to=<alice@example.com>, relay=.*status=sent \((.*)\)")
    assert re.fullmatch(r"250 2\.0\.0 <alice@example\.com> [A-Za-z0-9+/]{22} Saved", sent.group(1))
    (file,) = mail.messages("alice")
    size = file.stat().st_size
    assert re.fullmatch(rf"\d+\.M\d+P\d+\.[^,]+,S={size},W=\d+", file.name)
    text = file.read_text()
    assert re.match(r"Return-Path: <s@sender.example>\nDelivered-To: alice@example.com\n"
                    r"Received: from mx.example.test\n\tby mx.example.com with LMTP\n\tid [A-Za-z0-9+/]{22}\n"
                    r"\t\(envelope-from <s@sender.example>\)\n\tfor <alice@example.com>; \w{3}, \d\d \w{3} \d{4} ", text)
    client = imap(mail, "alice")
    assert client.select("INBOX") == ("OK", [b"1"])
    fetched = client.fetch("1", "(RFC822.SIZE BODY.PEEK[TEXT])")[1]
    assert fetched[0][1] == b"first\r\n"
    assert int(re.search(rb"RFC822.SIZE (\d+)", fetched[0][0]).group(1)) == size + text.count("\n")
    quota = client.getquotaroot("INBOX")[1][1][0].decode()
    assert quota == f'"User quota" (STORAGE {-(-size // 1024)} 98)'
    client.logout()
    assert mail.maildir("alice", "maildirsize").read_text() == f"100000S\n0 0\n{size} 1\n"


def test_sieve_files_into_a_folder_that_imap_sees_subscribed(mail):
    with Lmtp(mail.socket) as client:
        client.command("LHLO mta.example.net")
        assert client.deliver(MESSAGE.format(id="spam1"), "sieve@example.com")[1][0].endswith("Saved")
        assert client.deliver(MESSAGE.format(id="x2"), "sieve@example.com", sender="bulk@x.example")[1][0].endswith("Saved")
    assert len(mail.messages("sieve", ".Junk")) == 1
    assert len(mail.messages("sieve", ".Bulk.2026")) == 1
    assert mail.maildir("sieve", ".Junk/maildirfolder").exists()
    client = imap(mail, "sieve")
    assert client.select("Junk") == ("OK", [b"1"])
    assert client.select('"Bulk/2026"') == ("OK", [b"1"])
    folders = b"\n".join(client.lsub()[1])
    assert b"Junk" in folders and b"Bulk/2026" in folders
    client.logout()
    mail.wait_log(r"lmtp\(sieve@example\.com\)<\d+><[^>]{22}>: Info: sieve: msgid=<spam1@x>: fileinto action: "
                  r"stored mail into mailbox 'Junk'\n")


def test_redirect_goes_out_by_smtp_and_not_twice(mail):
    with Lmtp(mail.socket) as client:
        client.command("LHLO mta.example.net")
        assert client.deliver(MESSAGE.format(id="forward1"), "sieve@example.com")[1][0].endswith("Saved")
        assert client.deliver(MESSAGE.format(id="both1"), "sieve@example.com")[1][0].endswith("Saved")
    far = wait_until(lambda: sorted(mail.far.rglob("new/*"), key=lambda p: p.stat().st_mtime)[1:2]
                     and sorted(mail.far.rglob("new/*")), 20, "redirected mail")
    texts = "".join(p.read_text() for p in far)
    assert "X-Sieve-Redirected-From: sieve@example.com\n" in texts
    assert "Subject: forward1" in texts and "Subject: both1" in texts
    assert "Return-Path: <s@sender.example>" in texts
    mail.wait_log("redirect action: forwarded to <far@elsewhere.example>")
    assert not [m for m in mail.messages("sieve") if "forward1" in m.read_text()]
    assert [m for m in mail.messages("sieve") if "both1" in m.read_text()]
    # The message comes back: it is kept, not sent round.
    with Lmtp(mail.socket) as client:
        looping = "X-Sieve-Redirected-From: sieve@example.com\n" + MESSAGE.format(id="forward2")
        assert client.deliver(looping, "sieve@example.com")[1][0].endswith("Saved")
    assert [m for m in mail.messages("sieve") if "forward2" in m.read_text()]


def test_discard_stores_nothing(mail):
    with Lmtp(mail.socket) as client:
        assert client.deliver(MESSAGE.format(id="drop1"), "sieve@example.com")[1][0].endswith("Saved")
    assert not [m for m in mail.messages("sieve") if "drop1" in m.read_text()]
    mail.wait_log(r"discard action: Marked message to be discarded if not explicitly delivered \(discard action\)")


def test_a_folder_that_cannot_exist_means_inbox(mail):
    with Lmtp(mail.socket) as client:
        assert client.deliver(MESSAGE.format(id="nowhere1"), "sieve@example.com")[1][0].endswith("Saved")
    assert [m for m in mail.messages("sieve") if "nowhere1" in m.read_text()]


def test_a_full_mailbox_is_refused_and_its_neighbour_is_not(mail):
    big = MESSAGE.format(id="big") + "x" * 2000 + "\n"
    with Lmtp(mail.socket) as client:
        _, replies = client.deliver(big, "full@example.com", "bob@example.com")
    assert replies[0] == "552 5.2.2 <full@example.com> Quota exceeded (mailbox for user is full)"
    assert re.fullmatch(r"250 2\.0\.0 <bob@example\.com> \S{22}:R2 Saved", replies[1])
    assert mail.messages("full") == []
    mail.wait_log(r"lmtp\(full@example\.com\)<\d+><\S+>: Info: msgid=<big@x>: "
                  r"save failed to INBOX: Quota exceeded \(mailbox for user is full\)")


def test_several_recipients_share_one_file(mail):
    with Lmtp(mail.socket) as client:
        _, replies = client.deliver(MESSAGE.format(id="shared"), "alice@example.com", "bob@example.com", "alice@example.com")
    assert [r[:3] for r in replies] == ["250"] * 3
    assert replies[0].replace(":T1", "") == replies[2]
    mine = [m for m in mail.messages("alice") if "shared" in m.read_text()]
    his = [m for m in mail.messages("bob") if "shared" in m.read_text()]
    assert len(mine) == 1 and len(his) == 1
    assert mine[0].stat().st_ino == his[0].stat().st_ino
    assert "Delivered-To" not in mine[0].read_text()


def test_only_an_unknown_user_is_refused_for_good(mail):
    with Lmtp(mail.socket) as client:
        answers, _ = client.deliver("x", "nobody+x@example.com")
        assert answers == ["550 5.1.1 <nobody+x@example.com> User doesn't exist: nobody@example.com"]
        client.command("RSET")
        _, replies = client.deliver(MESSAGE.format(id="y"), "broken@example.com")
        assert replies == ["451 4.3.0 <broken@example.com> Temporary internal error"]


def test_a_repeated_delivery_is_recognised(mail):
    with Lmtp(mail.socket) as client:
        for _ in range(3):
            assert client.deliver(MESSAGE.format(id="again"), "bob@example.com")[1][0].endswith("Saved")
    assert len([m for m in mail.messages("bob") if "again" in m.read_text()]) == 1
    # Without a Received field in front nothing tells two mails from one.
    with Lmtp(mail.socket) as client:
        for _ in range(2):
            client.deliver("Subject: plain\n\nx\n", "bob@example.com")
    assert len([m for m in mail.messages("bob") if "Subject: plain" in m.read_text()]) == 2


def test_international_mail_from_postfix(mail):
    with SmtpClient(mail.postfix.port) as client:
        client.ehlo()
        client.command("MAIL FROM:<grüße@sender.example> SMTPUTF8")
        client.command("RCPT TO:<bob@example.com>")
        assert client.data("Subject: Grüße\n\nx\n").code == 250
    mail.postfix.wait_for_log(r"from=<grüße@sender.example>")
    found = wait_until(lambda: [m for m in mail.messages("bob") if "Grüße" in m.read_text()], 15, "the mail")
    assert found[0].read_text().startswith("Return-Path: <grüße@sender.example>\n")
