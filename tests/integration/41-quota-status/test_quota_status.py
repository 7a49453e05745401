# SPDX-License-Identifier: MIT
"""quota-status: every request goes to Dovecot's program and to ours, and the answers are compared."""
import os
import socket
import sys
from pathlib import Path

import pytest
from harness import need

sys.path.insert(0, str(Path(__file__).parents[1] / "40-lmtp"))
from lmtp import Setup  # noqa: E402  (needs the path above)

SERVICE = """\
plugin {
  quota_max_mail_size = 60k
}
service quota-status {
  executable = quota-status -p postfix
  unix_listener {root}/quota {
    mode = 0666
  }
  client_limit = 1
}
"""


def ask(path: str, attributes: dict) -> str:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(20)
        client.connect(path)
        text = "".join(f"{k}={v}\n" for k, v in attributes.items()) + "\n"
        client.sendall(text.encode())
        answer = b""
        while not answer.endswith(b"\n\n"):
            got = client.recv(4096)
            if not got:
                break
            answer += got
        return answer.decode()


@pytest.fixture(scope="module")
def both(shared_sandbox):
    need("dovecot")
    setup = Setup(shared_sandbox, {
        "small": "userdb_quota_rule=*:storage=1K", "none": "", "full": "userdb_quota_rule=*:bytes=100",
        "count": "userdb_quota_rule=*:messages=1", "spam": "userdb_quota_rule=*:bytes=100 userdb_quota_rule2=INBOX:ignore",
        "more": "userdb_quota_rule=*:bytes=100 userdb_quota_rule2=INBOX:bytes=+900"}, SERVICE, lmtpd=False)
    for user in ("full", "count"):
        for part in ("", "/Maildir", "/Maildir/cur", "/Maildir/new", "/Maildir/tmp"):
            shared_sandbox.folder(f"dc/home/{user}{part}", mode=0o700, owner=(5000, 5000))
        shared_sandbox.write(f"dc/home/{user}/Maildir/cur/1.x,S=120,W=125:2,S", "x" * 120, owner=(5000, 5000))
    own = setup.own_config()
    own.write_text(own.read_text().replace(f"{setup.root}/quota {{", f"{setup.root}/ours {{"))
    shared_sandbox.daemon("dovetail-policyd", "--service", "quota-status", "-c", own)
    return setup


CASES = [
    *({"protocol_state": "RCPT", "recipient": "small@example.com", "size": size}
      for size in ("0", "1", "1000", "1024", "1100", "1126", "1127", "5000", "61440", "61441", "x", "-1")),
    *({"protocol_state": state, "recipient": "small@example.com", "size": "5000"}
      for state in ("DATA", "MAIL", "END-OF-MESSAGE", "rcpt", "VRFY")),
    {"recipient": "small@example.com", "size": "5000"},
    {"protocol_state": "RCPT", "recipient": "nobody@example.com"},
    {"protocol_state": "RCPT", "recipient": "small+detail@example.com", "size": "5000"},
    {"protocol_state": "RCPT", "recipient": "none@example.com", "size": "50000"},
    {"protocol_state": "RCPT", "recipient": "none@example.com", "size": "70000"},
    {"protocol_state": "RCPT", "recipient": "full@example.com", "size": "0"},
    {"protocol_state": "RCPT", "recipient": "full@example.com", "size": "105"},
    {"protocol_state": "RCPT", "recipient": "count@example.com", "size": "1"},
    {"protocol_state": "RCPT", "recipient": "spam@example.com", "size": "5000"},
    {"protocol_state": "RCPT", "recipient": "more@example.com", "size": "900"},
    {"protocol_state": "RCPT", "recipient": "more@example.com", "size": "1200"},
    {"protocol_state": "RCPT", "recipient": ""},
    {"protocol_state": "RCPT", "size": "5"},
    {"request": "something_else", "protocol_state": "RCPT", "recipient": "small@example.com", "size": "5"},
]


@pytest.mark.parametrize("case", CASES, ids=lambda c: ",".join(f"{k[:4]}={v}" for k, v in c.items()))
def test_the_answer_is_dovecots(both, case):
    theirs = ask(f"{both.root}/quota", case)
    ours = ask(f"{both.root}/ours", case)
    assert ours == theirs


def test_the_mailbox_is_not_touched(both):
    path = both.home / "full" / "Maildir" / "maildirsize"
    if path.exists():
        path.unlink()  # Dovecot's program may have written it
    ask(f"{both.root}/ours", {"protocol_state": "RCPT", "recipient": "full@example.com", "size": "1"})
    assert not path.exists()


def test_without_users_mail_is_deferred(both, shared_sandbox):
    own = Path(f"{both.root}/lmtpd.conf").read_text().replace(f"{both.root}/ours {{", f"{both.root}/alone {{")
    conf = shared_sandbox.write("dc/alone.conf", own + "auth_socket_path = /nonexistent/auth\n")
    shared_sandbox.daemon("dovetail-policyd", "--service", "quota-status", "-c", conf, label="alone")
    answer = ask(f"{both.root}/alone", {"protocol_state": "RCPT", "recipient": "none@example.com"})
    assert answer == "action=DEFER_IF_PERMIT Temporary internal error\n\n"
