# SPDX-License-Identifier: MIT
"""The how-to's six table files, served to a real (chrooted) Postfix: the same replies as with mysql: and sqlite:."""
from pathlib import Path

import pytest

from harness import SmtpClient, need
from tabled_helpers import make_mysql, make_sqlite, mysql_head, start_tabled, wrapped, write_files

RECIPIENTS = ["ann@example.test", "Ann+x@Example.Test", "info@example.test", "nobody@example.test",
              "anyone@other.test", "old@example.test", "x@sub.example.test", "x@elsewhere.test"]


def parameters(table) -> dict:
    """main.cf of the how-to; `table` makes the name of a lookup table."""
    return {"virtual_mailbox_domains": table("virtual_domains", exact=True), "virtual_mailbox_maps": table("mailbox_dir"),
            "virtual_alias_maps": table("virtual_alias"), "transport_maps": table("transport"),
            "recipient_delimiter": "+", "virtual_transport": "discard:",
            "smtpd_recipient_restrictions": "reject_unauth_destination"}


def replies(postfix) -> list[str]:
    out = []
    for recipient in RECIPIENTS:
        with SmtpClient(postfix.port) as client:
            client.ehlo()
            client.command("MAIL FROM:<sender@example.net>")
            out.append(f"{recipient}: {client.command(f'RCPT TO:<{recipient}>')}")
    return out


def chrooted(postfix) -> set[str]:
    """The processes of this Postfix whose root is its queue folder."""
    names = set()
    for children in Path(f"/proc/{postfix.pid()}/task").glob("*/children"):
        for child in children.read_text().split():
            if Path(f"/proc/{child}/root").resolve() == postfix.queue:
                names.add(Path(f"/proc/{child}/comm").read_text().strip())
    return names


def check_both(sandbox, head: str, type_name: str) -> None:
    files = write_files(sandbox / "cf.d", head)
    direct = sandbox.postfix(parameters(lambda name, exact=False: f"{type_name}:{files}/{name}.cf"), name="direct")
    ours = sandbox.postfix(parameters(
        lambda name, exact=False: f"socketmap:unix:private/tabled:{name}" if exact
        else wrapped("private/tabled", name)), name="ours", chroot=True, start=False)
    start_tabled(sandbox, ours.private / "tabled", tables_dir=files)
    ours.start()
    expected = replies(direct)
    assert replies(ours) == expected
    assert {"smtpd", "trivial-rewrite"} <= chrooted(ours)
    assert sum(": 250 " in line for line in expected) == 5, expected
    with SmtpClient(ours.port) as client:
        client.ehlo()
        assert client.mail("a@example.net", "info@example.test", message="Subject: x\n\ny\n").code == 250
    ours.wait_for_log(r"to=<ann@example.test>, orig_to=<info@example.test>, relay=none, .*example")
    ours.wait_for_log(r"to=<bob@example.test>, orig_to=<info@example.test>, relay=none, .*example")
    assert ours.warnings() == []


def test_mysql_files(sandbox):
    need("postfix", "mariadbd", "mariadb-install-db")
    database = sandbox.mariadb()
    make_mysql(database)
    check_both(sandbox, mysql_head(database), "mysql")


def test_sqlite_files(sandbox):
    need("postfix")
    make_sqlite(sandbox / "mail.db")
    check_both(sandbox, f"dbpath = {sandbox.path}/mail.db\n", "sqlite")


if __name__ == "__main__":
    pytest.main([__file__])
