# SPDX-License-Identifier: MIT
"""The how-to's whole chain on SQLite: its dovecot.conf, its table files, its main.cf, and all daemons of ours."""
import time

import pytest
from harness import need
from howto_chain import Chain


@pytest.fixture(scope="module")
def chain(shared_sandbox):
    need("postfix", "openssl")
    return Chain(shared_sandbox, sqlite=True)


def test_a_new_sender_is_greylisted_and_accepted_when_it_comes_back(chain):
    with chain.client() as client:
        first = client.mail("friend@example.net", "ann@example.org", message="Subject: one\n\nx\n")
    assert first.code == 450 and "Try again in 1 seconds" in first.text
    time.sleep(1.2)
    with chain.client() as client:
        second = client.mail("friend@example.net", "ann@example.org", message="Subject: one\n\nx\n")
    assert second.code == 250, second
    message = chain.arrived("ann", "Subject: one")
    assert message.startswith("Return-Path: <friend@example.net>\nDelivered-To: ann@example.org\nReceived: from ")
    assert "X-Greylist: delayed " in message


def test_spam_goes_to_the_spam_folder(chain):
    assert chain.send("s@example.net", "ann@example.org", "Subject: junk\nX-Spam-Flag: YES\n\nx\n").code == 250
    chain.arrived("ann", "Subject: junk", ".Spam")
    assert not any("Subject: junk" in m for m in chain.box("ann"))


def test_an_alias_reaches_its_members(chain):
    assert chain.send("a@example.net", "info@example.org", "Subject: alias\n\nx\n").code == 250
    chain.arrived("ann", "Subject: alias")
    chain.arrived("carol", "Subject: alias")


def test_submission_with_sasl(chain):
    for login in ("auth_plain", "auth_login"):
        with chain.client("198.51.100.7") as client:
            assert getattr(client, login)("carol@example.org", "carol-secret").code == 235
            assert client.mail("carol@example.org", "boss@example.org", message=f"Subject: {login}\n\n").code == 250
        chain.arrived("ann", f"Subject: {login}")
    with chain.client("198.51.100.8") as client:
        assert client.auth_plain("carol@example.org", "wrong").code == 535


def test_inactive_users_neither_log_in_nor_get_mail(chain):
    with chain.client("198.51.100.9") as client:
        assert client.auth_plain("gone@example.org", "ann-secret").code == 535
    # mailbox_dir.cf of the how-to does not look at `active`: Postfix accepts, delivery refuses.
    assert chain.send("a@example.net", "gone@example.org", "Subject: gone\n\n").code == 250
    chain.postfix.wait_for_log(r"to=<gone@example\.org>.*status=bounced.*5\.1\.1")


def test_unknown_recipients_are_refused(chain):
    # The how-to's order: greylisting before Postfix's own look at the recipient.
    assert chain.send("a@example.net", "nobody@example.org", "x").code == 550


def test_a_full_mailbox_is_refused_at_rcpt(chain):
    filler = "Subject: filler\n\n" + ("x" * 70 + "\n") * 15500
    with chain.client("198.51.100.7") as client:
        client.auth_plain("carol@example.org", "carol-secret")
        assert client.mail("carol@example.org", "bob@example.org", message=filler).code == 250
    chain.arrived("bob", "Subject: filler")
    with chain.client() as client:
        reply = client.mail("b@example.net", "bob@example.org", message="x")
    assert reply.code == 552 and "Mailbox is full" in reply.text


def test_postfix_has_nothing_to_complain_about(chain):
    expected = ("authentication failed", "not found", "chroot")
    assert [w for w in chain.postfix.warnings() if not any(e in w for e in expected)] == []
