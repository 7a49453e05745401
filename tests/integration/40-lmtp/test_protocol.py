# SPDX-License-Identifier: MIT
"""The same conversations with Dovecot's lmtp and with ours; what differs on purpose is named in the test."""
import re
import socket

import pytest
from harness import need
from lmtp import Lmtp, Setup

THEIRS = """\
protocols = imap lmtp
login_greeting = Dovecot ready.
service lmtp {
  unix_listener {root}/theirs {
    mode = 0666
  }
}
"""


@pytest.fixture(scope="module")
def both(shared_sandbox):
    need("dovecot")
    setup = Setup(shared_sandbox, {"alice": "", "bob": "", "full": "userdb_quota_rule=*:bytes=100",
                                   "broken": "userdb_quota_rule=nonsense", "nohome": ""}, THEIRS, lmtpd=False)
    # Both have all sockets of the file: ours under other names.
    own = setup.own_config()
    text = own.read_text().replace(f"{setup.root}/lmtp {{", f"{setup.root}/ours {{")
    own.write_text(text.replace(f"{setup.root}/theirs {{", f"{setup.root}/ours2 {{"))
    shared_sandbox.daemon("dovetail-lmtpd", "-c", own)
    return setup


def talk(path, lines) -> list[str]:
    """Every line the server says. Sent all at once where `lines` is bytes, else line by line."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(20)
        client.connect(str(path))
        data = lines if isinstance(lines, bytes) else "".join(line + "\r\n" for line in lines).encode()
        client.sendall(data)
        client.shutdown(socket.SHUT_WR)
        said = b""
        while got := client.recv(65536):
            said += got
    return said.decode().split("\r\n")


def normal(lines: list[str]) -> list[str]:
    """Without what must differ: session ids, time stamps, and the list of extensions (ours is longer)."""
    result = []
    for line in lines:
        line = re.sub(r"[A-Za-z0-9+/]{22}((?::T\d+)?(?::R\d+)?) Saved", r"ID\1 Saved", line)
        line = re.sub(r"\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\]", "[TIME]", line)
        if re.fullmatch(r"250[- ](SIZE|SMTPUTF8|XFORWARD.*|PIPELINING|XCLIENT.*|XRCPTFORWARD)", line):
            continue
        result.append(line)
    return result


BODY = ["Subject: x", "", "text", "."]
CONVERSATIONS = {
    "greeting": ["LHLO mta.example.net", "QUIT"],
    "no lhlo": ["MAIL FROM:<a@b.c>", "RCPT TO:<alice@example.com>", "DATA", *BODY, "QUIT"],
    "sequence": ["DATA", "RCPT TO:<alice@example.com>", "MAIL FROM:<a@b.c>", "MAIL FROM:<a@b.c>", "RSET",
                 "RCPT TO:<alice@example.com>", "QUIT"],
    "unknown in the middle": ["LHLO x", "MAIL FROM:<s@x>", "RCPT TO:<alice@example.com>", "RCPT TO:<nobody@example.com>",
                              "RCPT TO:<bob@example.com>", "DATA", *BODY, "QUIT"],
    "all refused": ["LHLO x", "MAIL FROM:<s@x>", "RCPT TO:<nobody@example.com>", "DATA", "RSET", "QUIT"],
    "duplicates": ["MAIL FROM:<s@x>", "RCPT TO:<nobody@example.com>", "RCPT TO:<alice@example.com>",
                   "RCPT TO:<bob@example.com>", "RCPT TO:<alice@example.com>", "DATA", *BODY, "QUIT"],
    "transactions": ["MAIL FROM:<>", "RSET", "MAIL FROM:<>", "RCPT TO:<bob@example.com>", "DATA", *BODY, "LHLO y",
                     "MAIL FROM:<>", "RCPT TO:<bob@example.com>", "DATA", ".", "QUIT"],
    "wrong words": ["HELO x", "EHLO x", "FOO", "", "LHLO", "LHLO  x y", "VRFY x", "VRFY", "NOOP"],
    "wrong words 2": ["RSET x", "QUIT x", "HELP", "EXPN x", "NOOP", "STARTTLS", "QUIT"],
    "sender paths": ["MAIL FROM:a@b.c", "MAIL FROM: <a@b.c>", "MAIL", "MAIL TO:<a@b.c>", "MAIL FROM:<a@b.c",
                     "NOOP", "MAIL FROM:<a>", "QUIT"],
    "sender parameters": ["MAIL FROM:<a@b.c> FOO=1", "MAIL FROM:<a@b.c> BODY=BINARYMIME",
                          "MAIL FROM:<a@b.c> BODY=8BITMIME BODY=7BIT", "MAIL FROM:<a@b.c> BODY=7bit", "QUIT"],
    "recipient paths": ["MAIL FROM:<>", "RCPT", "RCPT FROM:<x>", "RCPT TO:<>", "RCPT TO:alice@example.com",
                        "RCPT TO: <alice@example.com>", "RCPT TO:<alice@example.com", "RCPT TO:<a b@c>", "QUIT"],
    "recipient parameters": ["MAIL FROM:<>", "RCPT TO:<alice@example.com> ORCPT=foo",
                             "RCPT TO:<alice@example.com> ORCPT=rfc822;a+2Bb@x", "DATA x", "QUIT"],
    "quoting": ["MAIL FROM:<>", 'RCPT TO:<"nob ody"@example.com>', "RCPT TO:<nobody+det@example.com>",
                "RCPT TO:<alice@EXAMPLE.com>", 'RCPT TO:<"alice"@example.com>', "DATA", *BODY, "QUIT"],
    "odd dots": ["MAIL FROM:<a..b@c>", "RCPT TO:<nobody..x@example.com>", "RCPT TO:<.nobody@example.com>",
                 "RCPT TO:<nobody.@example.com>", "RCPT TO:<alice+../../etc@example.com>", "DATA", *BODY, "QUIT"],
    "chunks": b"MAIL FROM:<>\r\nRCPT TO:<alice@example.com>\r\nBDAT 5\r\nabc\r\nBDAT 5 LAST\r\nxyz\r\nQUIT\r\n",
    "chunks too early": b"MAIL FROM:<>\r\nBDAT 5\r\nabcdeRCPT TO:<alice@example.com>\r\nBDAT 3\r\nabcDATA\r\nRSET\r\nQUIT\r\n",
    "chunks broken": b"BDAT 5 LAST\r\nabcdeMAIL FROM:<>\r\nRCPT TO:<bob@example.com>\r\nBDAT x\r\nBDAT\r\nQUIT\r\n",
    "quota": ["MAIL FROM:<>", "RCPT TO:<full@example.com>", "RCPT TO:<bob@example.com>", "DATA", *BODY, "QUIT"],
    "broken rule": ["MAIL FROM:<>", "RCPT TO:<broken@example.com>", "RCPT TO:<bob@example.com>", "DATA", *BODY, "QUIT"],
    "eleven mistakes": ["FOO"] * 12,
    "long line": ["NOOP " + "x" * 70000, "NOOP", "QUIT"],
    "hang up": ["MAIL FROM:<>", "RCPT TO:<bob@example.com>"],
}


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_a_conversation_is_dovecots(both, name):
    theirs = normal(talk(f"{both.root}/theirs", CONVERSATIONS[name]))
    ours = normal(talk(f"{both.root}/ours", CONVERSATIONS[name]))
    assert ours == theirs


def stored(both, user):
    files = sorted(both.messages(user), key=lambda p: p.stat().st_mtime_ns)
    return files[-1]


MESSAGES = {
    "plain": b"Subject: x\r\n\r\ntext\r\n",
    "no final newline": b"Subject: x\r\n\r\ntext",
    "dots": b"Subject: x\r\n\r\n..\r\n...x\r\n",
    "odd bytes": b"Subject: x\r\n\r\na\0b\rc\r\r\nd\xff\xc3\xa4\r\n",
    "empty": b"",
    "no header": b"just text\r\n",
    "long line": b"Subject: x\r\n\r\n" + b"x" * 5000 + b"\r\n",
}


@pytest.mark.parametrize("name", MESSAGES)
def test_a_file_is_dovecots(both, name):
    found = []
    for path in ("theirs", "ours"):
        with Lmtp(f"{both.root}/{path}") as client:
            client.command("LHLO mta.example.net")
            client.command("MAIL FROM:<s@sender.example>")
            client.command("RCPT TO:<alice@example.com>")
            message = MESSAGES[name]
            client.send(b"BDAT %d LAST\r\n" % len(message) + message)
            assert client.reply().endswith("Saved")
        file = stored(both, "alice")
        text = re.sub(rb"\tid \S+\n", b"\tid ID\n", file.read_bytes())
        text = re.sub(rb"; \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d ", b"; DATE ", text)
        sizes = re.search(r",S=(\d+),W=(\d+)", file.name).groups()
        assert file.stat().st_size == int(sizes[0])
        found.append((text, sizes, oct(file.stat().st_mode), file.parent.name))
    assert found[1] == found[0]


def test_a_body_cannot_become_commands(both):
    """Dovecot 2.3.19 ends the message at LF.LF; ours does not, on purpose."""
    smuggled = b"Subject: smug\r\n\r\nx\n.\nMAIL FROM:<x@y>\r\nend\r\n.\r\n"
    with Lmtp(f"{both.root}/ours") as client:
        client.command("MAIL FROM:<s@x>")
        client.command("RCPT TO:<bob@example.com>")
        client.command("DATA")
        client.send(smuggled)
        assert client.reply().endswith("Saved")
        assert client.command("RSET") == "250 2.0.0 OK"
    assert b"MAIL FROM:<x@y>" in stored(both, "bob").read_bytes()


def test_what_ours_does_beyond(both):
    with Lmtp(f"{both.root}/ours") as client:
        client.send("LHLO x\r\n")
        listed = []
        while not listed or listed[-1][3] == "-":
            listed.append(client.line())
        assert [line[4:] for line in listed[1:]] == ["8BITMIME", "CHUNKING", "ENHANCEDSTATUSCODES", "PIPELINING", "SIZE",
                                                     "SMTPUTF8", "XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE"]
        assert client.command("MAIL FROM:<a@b.c> SIZE=100 RET=HDRS ENVID=x") == "250 2.1.0 OK"
        assert client.command("RCPT TO:<bob@example.com> NOTIFY=NEVER") == "250 2.1.5 OK"
