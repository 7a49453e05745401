# SPDX-License-Identifier: MIT
"""One conversation to the real Dovecot auth and to ours, replies compared field by field."""
import base64
import hashlib
import hmac
import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "20-authd"))

from authd import AuthClient, plain  # noqa: E402
from harness import need  # noqa: E402

USERS = """\
alice@ex.test:{PLAIN}alicepw:5000:5000::/srv/mail/alice::userdb_quota_rule=*:bytes=10M
bob@ex.test:{PLAIN}bobpw:5000:5000::/srv/mail/bob::
cram@ex.test:{CRAM-MD5}6055a2224c5fa5d5891f396c9fd7eebd2e22aad50e71a4bbcc7f4f5871597dbf:5000:5000::/h::
crypt@ex.test:{SHA512-CRYPT}$6$WCCSrJrRBK0hFMVz$Vh3r0xpZOlnh9y.Bd9l8nJF3XqVx0RQnYzfAp1Qoe5cxPm5zetYVL.IzvIi09TNqxDIdATQk7c5xkrdbu59RQ0:5000:5000::/h::
nolog@ex.test:{PLAIN}x:5000:5000::/h::nologin reason=Account_closed
nets@ex.test:{PLAIN}x:5000:5000::/h::allow_nets=192.0.2.0/24
prox@ex.test:{PLAIN}x:5000:5000::/h::proxy host=192.0.2.10 port=143
badscheme@ex.test:{NOSUCH}xyz:5000:5000::/h::
renamed@ex.test:{PLAIN}x:5000:5000::/h::user=bob@ex.test
extra@ex.test:{PLAIN}x:5000:5000::/h::custom=1 flag userdb_mail=maildir:~/M userdb_flag
nopass@ex.test:::::::nopassword
empty@ex.test:::::::
hexed@ex.test:{PLAIN.HEX}616263:5000:5000::/h::
"""
MASTERS = "master:{PLAIN}masterpw::::::\n"

COMMON = """\
auth_mechanisms = plain login cram-md5 scram-sha-1 scram-sha-256 anonymous
auth_failure_delay = 0
auth_master_user_separator = *
passdb {{
  driver = passwd-file
  args = {masters}
  master = yes
  pass = yes
}}
passdb {{
  driver = passwd-file
  args = {users}
}}
userdb {{
  driver = passwd-file
  args = {users}
}}
"""


class Pair:
    def __init__(self, sandbox):
        users = sandbox.write("users", USERS)
        masters = sandbox.write("masters", MASTERS)
        common = COMMON.format(users=users, masters=masters)
        run = sandbox.folder("run")
        listeners = "".join(f"  unix_listener {run}/{kind} {{\n    mode = 0600\n    type = {kind}\n  }}\n"
                            for kind in ("auth", "login", "master", "userdb"))
        conf = sandbox.write("dovetail.conf", f"base_dir = {run}\nlog_path = {sandbox / 'authd.log'}\nadmin_socket =\n"
                             f"default_internal_user = 65534\nservice auth {{\n{listeners}}}\n{common}")
        sandbox.daemon("dovetail-authd", "-c", conf)
        dovecot = sandbox.dovecot("protocols =\n" + common + """
service auth {
  unix_listener auth-client {
    mode = 0600
  }
  unix_listener auth-userdb {
    mode = 0600
  }
}
""")
        self.sockets = {"client": (dovecot.base / "auth-client", run / "auth"),
                        "userdb": (dovecot.base / "auth-userdb", run / "userdb")}

    def clients(self, kind: str, **options):
        wire = "client" if kind == "client" else "master"
        return [AuthClient(path, wire, **options) for path in self.sockets[kind]]


@pytest.fixture(scope="module")
def pair(shared_sandbox):
    need("dovecot")
    return Pair(shared_sandbox)


def fields(line):
    """Command, id and the set of fields; a lone TAB at the end means nothing."""
    if line is None:
        return None
    parts = line.split("\t")
    return parts[:2], sorted(p for p in parts[2:] if p)


def reply(client):
    try:
        return fields(client.line())
    except ConnectionResetError:  # closed with bytes of ours unread
        return None


def both(pair, lines, kind="client", replies=1, **options):
    """The replies of Dovecot and of ours to the same lines."""
    answers = []
    for client in pair.clients(kind, **options):
        with client:
            for line in lines:
                client.send(line)
            answers.append([reply(client) for _ in range(replies)])
    return answers


INFO = "service=imap\tlip=127.0.0.1\trip=127.0.0.1\tno-penalty"
LOGINS = {
    "right": ("alice@ex.test", "alicepw", ""),
    "upper case": ("ALICE@EX.test", "alicepw", ""),
    "wrong": ("alice@ex.test", "bad", ""),
    "empty password": ("alice@ex.test", "", ""),
    "unknown": ("nosuch@ex.test", "x", ""),
    "crypt": ("crypt@ex.test", "Secret123", ""),
    "crypt wrong": ("crypt@ex.test", "Secret124", ""),
    "plain against cram": ("cram@ex.test", "Secret123", ""),
    "nologin": ("nolog@ex.test", "x", ""),
    "nologin wrong": ("nolog@ex.test", "y", ""),
    "allow_nets": ("nets@ex.test", "x", ""),
    "proxy": ("prox@ex.test", "x", ""),
    "bad scheme": ("badscheme@ex.test", "xyz", ""),
    "renamed": ("renamed@ex.test", "x", ""),
    "extra fields": ("extra@ex.test", "x", ""),
    "nopassword": ("nopass@ex.test", "whatever", ""),
    "no password at all": ("empty@ex.test", "", ""),
    "hex": ("hexed@ex.test", "abc", ""),
    "space in name": ("sp ace@ex.test", "x", ""),
    "quote in name": ("a'b@ex.test", "x", ""),
    "empty name": ("", "x", ""),
    "master": ("master", "masterpw", "bob@ex.test"),
    "master wrong": ("master", "bad", "bob@ex.test"),
    "master for nobody": ("master", "masterpw", "nosuch@ex.test"),
    "no master": ("alice@ex.test", "alicepw", "bob@ex.test"),
    "own authzid": ("alice@ex.test", "alicepw", "alice@ex.test"),
    "separator": ("bob@ex.test*master", "masterpw", ""),
    "separator wrong": ("bob@ex.test*master", "bad", ""),
    "separator upper": ("BOB@ex.test*MASTER", "masterpw", ""),
    "master as itself": ("master", "masterpw", ""),
}


@pytest.mark.parametrize("name", LOGINS)
def test_plain(pair, name):
    user, password, authorize_as = LOGINS[name]
    line = f"AUTH\t1\tPLAIN\t{INFO}\tresp={plain(user, password, authorize_as)}"
    dovecot, ours = both(pair, [line])
    assert ours == dovecot


@pytest.mark.parametrize("user,password", [("alice@ex.test", "alicepw"), ("alice@ex.test", "bad"), ("nosuch@ex.test", "x"),
                                           ("", "")])
def test_login(pair, user, password):
    def encode(text):
        return base64.b64encode(text.encode()).decode()
    answers = []
    for client in pair.clients("client"):
        with client:
            answers.append([fields(client.ask(f"AUTH\t1\tLOGIN\t{INFO}")), fields(client.ask(f"CONT\t1\t{encode(user)}")),
                            fields(client.ask(f"CONT\t1\t{encode(password)}"))])
    assert answers[0] == answers[1]


@pytest.mark.parametrize("user,password", [("cram@ex.test", "Secret123"), ("cram@ex.test", "bad"),
                                           ("alice@ex.test", "alicepw"), ("crypt@ex.test", "Secret123"),
                                           ("nosuch@ex.test", "x")])
def test_cram_md5(pair, user, password):
    answers = []
    for client in pair.clients("client"):
        with client:
            challenge = base64.b64decode(client.ask(f"AUTH\t1\tCRAM-MD5\t{INFO}").split("\t")[2])
            digest = hmac.new(password.encode(), challenge, hashlib.md5).hexdigest()
            response = base64.b64encode(f"{user} {digest}".encode()).decode()
            answers.append(fields(client.ask(f"CONT\t1\t{response}")))
    assert answers[0] == answers[1]


def scram(client, user, password, final_ok):
    """A SCRAM-SHA-256 login; the replies after the server's first message."""
    flag = "\tfinal-resp-ok" if final_ok else ""
    bare = f"n={user},r=clientnonce"
    first = client.ask(f"AUTH\t1\tSCRAM-SHA-256\t{INFO}{flag}\tresp=" + base64.b64encode(f"n,,{bare}".encode()).decode())
    server_first = base64.b64decode(first.split("\t")[2]).decode()
    parts = dict(p.split("=", 1) for p in server_first.split(","))
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), base64.b64decode(parts["s"]), int(parts["i"]))
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    without_proof = f"c=biws,r={parts['r']}"
    message = f"{bare},{server_first},{without_proof}".encode()
    signature = hmac.digest(hashlib.sha256(client_key).digest(), message, "sha256")
    proof = base64.b64encode(bytes(a ^ b for a, b in zip(client_key, signature))).decode()
    reply = client.ask("CONT\t1\t" + base64.b64encode(f"{without_proof},p={proof}".encode()).decode())
    expected = hmac.digest(hmac.digest(salted, b"Server Key", "sha256"), message, "sha256")
    final = base64.b64encode(b"v=" + base64.b64encode(expected)).decode()
    replies = [reply.replace(final, "<verifier>")]
    if reply.startswith("CONT"):
        replies.append(client.ask("CONT\t1\t"))
    return [fields(r) for r in replies]


@pytest.mark.parametrize("final_ok", [False, True])
@pytest.mark.parametrize("password", ["alicepw", "bad"])
def test_scram(pair, password, final_ok):
    answers = []
    for client in pair.clients("client"):
        with client:
            answers.append(scram(client, "alice@ex.test", password, final_ok))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("lines,replies", [
    (["AUTH\t1\tANONYMOUS\t" + INFO + "\tresp=dHJhY2U="], 1),
    (["AUTH\t1\tPLAIN\t" + INFO + "\tresp=***"], 1),
    (["AUTH\t1\tPLAIN\t" + INFO + "\tresp="], 1),
    (["AUTH\t1\tPLAIN\t" + INFO + "\tresp=="], 1),
    (["AUTH\t1\tPLAIN\t" + INFO], 1),
    (["AUTH\t1\tplain\t" + INFO + "\tresp=" + plain("alice@ex.test", "alicepw")], 1),
    (["AUTH\t1\tLOGIN\t" + INFO, "CONT\t1\t***"], 2),
    (["CONT\t77\tYQ=="], 1),
    (["CANCEL\t77", "CONT\t78\tYQ=="], 1),
    (["AUTH\t1\tCRAM-MD5\t" + INFO + "\tresp=YQ=="], 1),
    (["AUTH\t1\tLOGIN\t" + INFO + "\tresp=" + base64.b64encode(b"alice@ex.test").decode()], 1),
    (["AUTH\t4294967295\tPLAIN\t" + INFO + "\tresp=" + plain("alice@ex.test", "alicepw")], 1),
    (["AUTH\t1\tPLAIN\t" + INFO + "\tfuture\tmore=x\tresp=" + plain("alice@ex.test", "alicepw")], 1),
    (["AUTH\t1\tPLAIN\tprotocol=imap\tservice=imap\tresp=" + plain("alice@ex.test", "alicepw")], 1),
    (["AUTH\t1\tPLAIN\t" + INFO + "\trip=nonsense\tresp=" + plain("alice@ex.test", "alicepw")], 1),
])
def test_single_conversations(pair, lines, replies):
    dovecot, ours = both(pair, lines, replies=replies)
    for answer in (dovecot, ours):
        if "CRAM" in lines[0] and answer[0][0][0] == "CONT":
            answer[0] = "challenge"
    assert ours == dovecot


@pytest.mark.parametrize("line", [
    "NONSENSE\t1", "AUTH\t0\tPLAIN\t" + INFO, "AUTH\t1", "AUTH\t1\tPLAIN", "AUTH\tx\tPLAIN\t" + INFO,
    "AUTH\t1\tGSSAPI\t" + INFO, "AUTH\t1\tPLAIN\t" + INFO + "\tresp=\tlip=::1", "CONT\t1", "VERSION\t2\t0", "A" * 20000,
])
def test_violations_close_both(pair, line):
    dovecot, ours = both(pair, [line])
    assert dovecot == [None]
    assert ours == [None]


@pytest.mark.parametrize("line,replies", [
    ("USER\t1\talice@ex.test\tservice=lmtp", 1), ("USER\t2\tALICE@ex.test\tservice=lmtp", 1),
    ("USER\t3\tnosuch@ex.test\tservice=lmtp", 1), ("USER\t4\textra@ex.test\tservice=lmtp\tdebug", 1),
    ("USER\t5\tsp ace@ex.test\tservice=lmtp", 1), ("USER\t6\trenamed@ex.test\tservice=x", 1),
    ("PASS\t1\talice@ex.test\tservice=doveadm\tdebug", 1), ("PASS\t2\tnosuch@ex.test\tservice=doveadm", 1),
    ("PASS\t3\textra@ex.test\tservice=doveadm", 1), ("PASS\t4\tprox@ex.test\tservice=doveadm", 1),
    ("PASS\t5\tnolog@ex.test\tservice=doveadm", 1), ("PASS\t6\tnets@ex.test\tservice=doveadm", 1),
    ("PASS\t7\trenamed@ex.test\tservice=doveadm", 1), ("LIST\t1\tuser=*\tservice=doveadm", 14),
    ("USER\t3299737601\tbob@ex.test\tservice=imap", 1),
])
def test_lookups(pair, line, replies):
    dovecot, ours = both(pair, [line], "userdb", replies)
    assert sorted(map(str, ours)) == sorted(map(str, dovecot))


@pytest.mark.parametrize("line", ["REQUEST\t1\t2\t3\tx", "CPID\t4", "NONSENSE\t1", "USER\tx\tu\tservice=a", "USER\t1\tu",
                                  "USER\t1", "PASS\t1", "A" * 2000])
def test_master_violations_close_both(pair, line):
    dovecot, ours = both(pair, [line], "userdb")
    assert dovecot == [None]
    assert ours == [None]


def test_the_hello(pair):
    hellos = []
    for client in pair.clients("client"):
        with client:
            hellos.append([line for line in client.hello if not line.startswith(("SPID", "CUID", "COOKIE"))])
    assert hellos[0] == hellos[1]


@pytest.mark.parametrize("seed", range(4))
def test_generated_logins(pair, seed):
    """Names, passwords and parameters put together at random; many requests on one connection."""
    chance = random.Random(seed)
    names = ["alice@ex.test", "Bob@EX.test", "nosuch@ex.test", "nolog@ex.test", "a b", "x" * 200, "é@ex.test",
             "bob@ex.test*master", "*master", "bob@ex.test*", "@ex.test", "alice", "a%b@ex.test", "../x", "a\tb",
             "alice@ex.test@ex.test"]
    passwords = ["alicepw", "bobpw", "x", "", "masterpw", "p" * 300, "pä", "a\tb", "'; --", "%u"]
    lines = []
    for number in range(1, 41):
        response = plain(chance.choice(names), chance.choice(passwords), chance.choice(["", "", "bob@ex.test", "alice"]))
        info = "\t".join(chance.sample(["lip=::1", "rip=192.0.2.9", "secured", "session=abc", "lport=143", "nologin",
                                         "local_name=mx", "forward_fields=a=b", "client_id=x"], 4))
        lines.append(f"AUTH\t{number}\tPLAIN\tservice=imap\tno-penalty\t{info}\tresp={response}")
    dovecot, ours = both(pair, lines, replies=len(lines), timeout=60.0)
    by_id = [{str(r[0][1]): r for r in side if r} for side in (dovecot, ours)]
    differing = {line: (by_id[0].get(str(n)), by_id[1].get(str(n))) for n, line in enumerate(lines, 1)
                 if by_id[0].get(str(n)) != by_id[1].get(str(n))}
    assert not differing
