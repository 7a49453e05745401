# SPDX-License-Identifier: MIT
"""The how-to's chain on MariaDB, with its own .cf files and dovecot-sql.conf.ext, and a server that goes away."""
import pytest
from harness import need, wait_until
from howto_chain import Chain


@pytest.fixture(scope="module")
def chain(shared_sandbox):
    need("postfix", "openssl", "mariadbd", "mariadb-install-db")
    return Chain(shared_sandbox, sqlite=False)


def test_mail_is_greylisted_then_delivered(chain):
    with chain.client() as client:
        assert client.mail("friend@example.net", "ann@example.org", message="Subject: one\n\nx\n").code == 450
    assert chain.send("friend@example.net", "ann@example.org", "Subject: one\n\nx\n").code == 250
    assert chain.arrived("ann", "Subject: one").startswith("Return-Path: <friend@example.net>\n")


def test_spam_goes_to_the_spam_folder(chain):
    assert chain.send("s@example.net", "carol@example.org", "Subject: junk\nX-Spam-Flag: YES\n\nx\n").code == 250
    chain.arrived("carol", "Subject: junk", ".Spam")


def test_submission_and_alias(chain):
    with chain.client("198.51.100.7") as client:
        assert client.auth_plain("carol@example.org", "carol-secret").code == 235
        assert client.mail("carol@example.org", "info@example.org", message="Subject: alias\n\n").code == 250
    chain.arrived("ann", "Subject: alias")
    chain.arrived("carol", "Subject: alias")
    with chain.client("198.51.100.8") as client:
        assert client.auth_login("carol@example.org", "wrong").code == 535
        assert client.auth_plain("gone@example.org", "ann-secret").code == 535


def test_unknown_and_full(chain):
    # The how-to's order: greylisting before Postfix's own look at the recipient.
    assert chain.send("a@example.net", "nobody@example.org", "x").code == 550
    filler = "Subject: filler\n\n" + ("x" * 70 + "\n") * 15500
    assert chain.send("f@example.net", "bob@example.org", filler).code == 250
    chain.arrived("bob", "Subject: filler")
    with chain.client() as client:
        reply = client.mail("b@example.net", "bob@example.org", message="x")
    assert reply.code == 552 and "Mailbox is full" in reply.text


def test_a_changed_row_counts_at_once(chain):
    """Passwords are not answered from a cache: a locked account is locked."""
    chain.mariadb.sql("UPDATE virtual_user SET active = false WHERE address = 'carol@example.org'", "mail")
    with chain.client("198.51.100.9") as client:
        assert client.auth_plain("carol@example.org", "carol-secret").code == 535
    chain.mariadb.sql("UPDATE virtual_user SET active = true WHERE address = 'carol@example.org'", "mail")
    with chain.client("198.51.100.9") as client:
        assert client.auth_plain("carol@example.org", "carol-secret").code == 235


def test_without_the_server_everything_is_temporary_and_heals(chain):
    chain.mariadb.kill()
    with chain.client("198.51.100.10") as client:
        reply = client.auth_plain("carol@example.org", "carol-secret")
        assert reply.code == 454, reply
    with chain.client() as client:
        reply = client.mail("friend@example.net", "nobody-new@example.org", message="x")
    assert 400 <= reply.code < 500, reply
    chain.mariadb.start()

    def works_again() -> bool:
        with chain.client("198.51.100.11") as client:
            return client.auth_plain("carol@example.org", "carol-secret").code == 235
    wait_until(works_again, 20, "logins after the server's return", 0.5)

    def delivers_again() -> bool:
        return chain.send("friend@example.net", "ann@example.org", "Subject: healed\n\nx\n").code == 250
    wait_until(delivers_again, 20, "mail after the server's return", 0.5)
    chain.arrived("ann", "Subject: healed")
