# SPDX-License-Identifier: MIT
"""Dovecot's imapd and ours on one Maildir: what lmtpd delivered is read, counted and moved without any rework."""
import imaplib
import re

import pytest
from harness import need, wait_until
from howto_chain import Chain

# The mailbox side of the how-to, for Dovecot's own imapd; users without passwords of their own.
IMAP = """\
protocols = imap
mail_location = maildir:{vmail}/%d/%n
mail_plugins = quota
first_valid_uid = 5000
last_valid_uid = 5000
namespace inbox {
  inbox = yes
}
passdb {
  driver = static
  args = password=imap
}
userdb {
  driver = static
  args = uid=5000 gid=5000 home={vmail}/%d/%n
}
plugin {
  quota = maildir:User quota
  quota_rule = *:storage=10M
}
protocol imap {
  mail_plugins = quota imap_quota
}
service imap-login {
  inet_listener imap {
    port = {imap}
  }
}
service anvil {
  chroot =
}
"""


@pytest.fixture(scope="module")
def chain(shared_sandbox):
    need("postfix", "openssl", "dovecot")
    chain = Chain(shared_sandbox, sqlite=True)
    chain.dovecot = shared_sandbox.dovecot(IMAP.replace("{vmail}", str(chain.howto.vmail)))
    return chain


@pytest.fixture
def imap(chain):
    client = imaplib.IMAP4("127.0.0.1", chain.dovecot.ports["imap"])
    client.login("ann@example.org", "imap")
    yield client
    client.logout()


def ok(answer):
    status, data = answer
    assert status == "OK", data
    return data


def select(imap, folder: str) -> int:
    return int(ok(imap.select(folder))[0])


def usage(imap) -> tuple[int, int]:
    """Used kilobytes and messages as imapd's quota plugin counts them."""
    text = str(ok(imap.getquotaroot("INBOX")))
    storage = re.search(r"STORAGE (\d+) ", text)
    assert storage, text
    messages = re.search(r"MESSAGE (\d+) ", text)
    return int(storage[1]), int(messages[1]) if messages else -1


def test_inbox_is_read_byte_for_byte(chain, imap):
    body = "Subject: exact\nFrom: a@example.net\n\n.leading dot\nlast line without a friend\n"
    assert chain.send("a@example.net", "ann@example.org", body).code == 250
    stored = chain.arrived("ann", "Subject: exact")
    assert select(imap, "INBOX") == 1
    data = ok(imap.fetch("1", "(RFC822.SIZE BODY.PEEK[])"))
    seen = data[0][1].decode()
    assert seen.replace("\r\n", "\n") == stored
    assert int(re.search(rb"RFC822.SIZE (\d+)", data[0][0])[1]) == len(seen)
    assert seen.endswith("\r\n.leading dot\r\nlast line without a friend\r\n")


def test_a_folder_made_by_sieve_is_there(chain, imap):
    assert chain.send("s@example.net", "ann@example.org", "Subject: junk\nX-Spam-Flag: YES\n\nbuy\n").code == 250
    chain.arrived("ann", "Subject: junk", ".Spam")
    assert any(b"Spam" in line for line in ok(imap.list()))
    assert select(imap, "Spam") == 1
    assert b"Subject: junk" in ok(imap.fetch("1", "(BODY.PEEK[HEADER])"))[0][1]


def test_a_message_arrives_while_the_folder_is_open(chain, imap):
    before = select(imap, "INBOX")
    assert chain.send("a@example.net", "ann@example.org", "Subject: while open\n\nx\n").code == 250
    chain.arrived("ann", "Subject: while open")

    def seen() -> bool:
        ok(imap.noop())
        counts = [int(n) for n in imap.untagged_responses.get("EXISTS", [])]
        return bool(counts) and counts[-1] == before + 1
    wait_until(seen, 20, "the new message in an open folder", 0.2)


def test_flags_and_moves_of_imapd_survive_our_next_delivery(chain, imap):
    count = select(imap, "INBOX")
    ok(imap.store("1", "+FLAGS", r"(\Seen \Flagged)"))
    ok(imap.create("Archive"))
    ok(imap.copy("1", "Archive"))
    uids = ok(imap.uid("search", None, "ALL"))[0].split()
    assert chain.send("a@example.net", "ann@example.org", "Subject: after flags\n\nx\n").code == 250
    chain.arrived("ann", "Subject: after flags")
    assert select(imap, "INBOX") == count + 1
    assert ok(imap.uid("search", None, "ALL"))[0].split()[:count] == uids
    assert rb"\Flagged" in ok(imap.fetch("1", "(FLAGS)"))[0]
    assert select(imap, "Archive") == 1


def test_both_count_the_same_quota(chain, imap):
    files = [p for p in (chain.howto.vmail / "example.org/ann").rglob("*") if p.parent.name in ("new", "cur")]
    total = sum(p.stat().st_size for p in files)
    kilobytes, _ = usage(imap)
    # imapd's maildirsize holds virtual or physical sizes by its own choice: at most one CR a line apart.
    assert total // 1024 <= kilobytes <= total // 1024 + 8
    lines = (chain.howto.vmail / "example.org/ann/maildirsize").read_text().splitlines()[1:]
    assert sum(int(line.split()[1]) for line in lines) == len(files)


def test_dovecot_had_nothing_to_repair(chain):
    bad = [line for line in chain.dovecot.log().splitlines()
           if re.search(r"(Error|Panic|Fatal|Warning|corrupt|fixing|unexpected)", line)]
    assert bad == []
