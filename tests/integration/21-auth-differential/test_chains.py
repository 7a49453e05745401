# SPDX-License-Identifier: MIT
"""Chains of passdbs and userdbs, rules, filters and extra fields: the same configuration to Dovecot's auth and to ours."""
import base64
import itertools
import os
import sqlite3
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "20-authd"))

from authd import AuthClient, plain  # noqa: E402
from harness import need  # noqa: E402

INFO = "service=imap\tlip=127.0.0.1\trip=127.0.0.1\tno-penalty"
ALICE = "a@e.x:{PLAIN}p:5000:5000::/h/a::"
BOB = "b@e.x:{PLAIN}p:5000:5000::/h/b::\n"
BOTH = ALICE + "\n" + BOB


def login(user, password, authorize_as="", info=INFO):
    return "client", f"AUTH\t1\tPLAIN\t{info}\tresp={plain(user, password, authorize_as)}"


def user(name, more=""):
    return "userdb", f"USER\t1\t{name}\tservice=lmtp{more}"


def credentials(name):
    return "userdb", f"PASS\t1\t{name}\tservice=doveadm"


LIST = ("userdb", "LIST\t1\tservice=doveadm")


def passdb(file, *settings):
    return "passdb {\n  driver = passwd-file\n  args = <" + file + ">\n" + "".join(f"  {s}\n" for s in settings) + "}\n"


def userdb(file, *settings):
    return passdb(file, *settings).replace("passdb", "userdb", 1)


STATIC = "userdb {\n  driver = static\n  args = uid=5000 gid=5000 home=/h/%n\n}\n"
PREFETCH = "userdb {\n  driver = prefetch\n}\n"

# name -> (files, configuration, questions)
CASES = {
    "deny": ({"u": BOTH, "d": "a@e.x:x\n"}, passdb("d", "deny = yes") + passdb("u") + userdb("u"),
             [login("a@e.x", "p"), login("b@e.x", "p"), login("a@e.x", "no"), credentials("a@e.x"), user("a@e.x")]),
    "deny and static": ({"u": BOTH, "d": "a@e.x:x\n"}, passdb("d", "deny = yes") + passdb("u") + STATIC,
                        [user("a@e.x"), user("b@e.x"), user("c@e.x")]),
    "variables in a passwd-file": (
        {"u": ALICE + "userdb_home=/srv/%d/%n userdb_mail=maildir:%{domain} reason=%u nologin\n" + BOB},
        passdb("u") + PREFETCH + userdb("u"), [login("a@e.x", "p"), credentials("a@e.x"), user("a@e.x")]),
    "no userdb": ({"u": BOTH}, passdb("u"), [user("a@e.x"), user("zz@e.x"), LIST]),
    "prefetch alone": ({"u": ALICE + "userdb_home=/x\n"}, passdb("u") + PREFETCH, [user("a@e.x"), user("zz@e.x"), LIST]),
    "static userdb": ({"u": BOTH}, passdb("u") + STATIC, [LIST, user("a@e.x"), user("zz@e.x")]),
    "allow_nets and static": ({"u": ALICE + "allow_nets=192.0.2.0/24\n"}, passdb("u") + STATIC,
                              [user("a@e.x"), user("a@e.x", "\trip=192.0.2.3"), user("a@e.x", "\trip=10.0.0.1"),
                               credentials("a@e.x")]),
    "tempfail": ({"u": ALICE + "userdb_tempfail=1 userdb_reason=Closed_now\n"}, passdb("u") + userdb("u"),
                 [user("a@e.x"), login("a@e.x", "p")]),
    "default and override fields": (
        {"u": ALICE + "custom=own userdb_q=own\n" + BOB},
        passdb("u", "default_fields = custom=dflt other=%u userdb_q=d userdb_z=%n", "override_fields = forced=%d custom2=x")
        + userdb("u", "default_fields = home=/def/%u z=1", "override_fields = uid=77 gid=78"),
        [login("a@e.x", "p"), login("b@e.x", "p"), login("b@e.x", "bad"), login("zz@e.x", "bad"), user("a@e.x"),
         user("b@e.x"), credentials("b@e.x"), user("zz@e.x")]),
    "username_filter": ({"u": BOTH, "v": "a@e.x:{PLAIN}q:::::\nb@e.x:{PLAIN}q:::::\n"},
                        passdb("v", "username_filter = !b@* *@e.x") + passdb("u") + userdb("u"),
                        [login("a@e.x", "q"), login("a@e.x", "p"), login("b@e.x", "p"), login("b@e.x", "q")]),
    "mechanisms": ({"u": BOTH, "v": "a@e.x:{PLAIN}q:::::\n"},
                   passdb("v", "mechanisms = login none") + passdb("u", "mechanisms = plain") + userdb("u"),
                   [login("a@e.x", "q"), login("a@e.x", "p"), login("b@e.x", "p"), credentials("a@e.x"), credentials("b@e.x")]),
    "static passdb": ({"u": BOTH}, "passdb {\n  driver = static\n  args = nopassword=y proxy=y host=192.0.2.9\n}\n" + userdb("u"),
                      [login("a@e.x", "p"), login("zz@e.x", "p"), credentials("q@e.x")]),
    "static password": ({"u": BOTH}, "passdb {\n  driver = static\n  args = password=sec\n}\n" + userdb("u"),
                        [login("a@e.x", "sec"), login("zz@e.x", "p"), credentials("q@e.x")]),
    "extra fields": (
        {"u": "".join(f"{name}@e.x:{{PLAIN}}p::::::{fields}\n" for name, fields in {
            "a": "fail=yes", "c": "noauthenticate", "d": "login_user=b@e.x", "e": "delay_until=1", "f": "domain=z.z",
            "g": "username=gg", "h": "user_x=1 event_foo=1 k5principals=x session=abc", "j": "allow_nets=local",
            "k": "nodelay", "m": "user=", "i": "proxy_maybe host=192.0.2.1 destuser=%n",
            "n": "allow_nets=127.0.0.0/8,10.0.0.0/8 allow_real_nets=192.0.2.4", "r": "user=b@e.x"}.items()) + BOB},
        passdb("u") + userdb("u"),
        [login(f"{name}@e.x", "p") for name in "acdefghijkmnr"] + [login("r@e.x", "no"), login("d@e.x", "no")]
        + [credentials(f"{name}@e.x") for name in "acdefghjkmnr"]),
    "names": ({"u": BOTH}, 'auth_username_translation = "#@AX"\nauth_default_realm = e.x\n'
              "auth_username_chars = abcdefghijklmnopqrstuvwxyz@.#\n" + passdb("u") + userdb("u"),
              [login("a", "p"), login("a#e.x", "p"), login("A@e.x", "p"), login("b", "p"), login("", "p"), user("a"),
               credentials("a")]),
    "auth_username_format": ({"u": "a:{PLAIN}p:1:1::/h::\n"}, "auth_username_format = %n\n" + passdb("u") + userdb("u"),
                             [login("a@e.x", "p"), login("A@e.x", "p"), user("a@e.x")]),
    # A wrong password is not asked: Dovecot's answer to it changes from run to run, ours is always temp_fail.
    "a file that is not there": (
        {"u": BOTH}, passdb("u").replace("<u>", "/nonexistent/x") + passdb("u") + userdb("u").replace("<u>", "/nonexistent/x")
        + userdb("u"), [login("a@e.x", "p"), login("zz@e.x", "p"), user("a@e.x"), user("zz@e.x"), credentials("zz@e.x")]),
    "a name from the certificate": (
        {"u": BOTH}, "auth_ssl_username_from_cert = yes\n" + passdb("u") + userdb("u"),
        [login("zz@e.x", "p", "", INFO + "\tvalid-client-cert\tcert_username=a@e.x"), login("a@e.x", "p"),
         login("b@e.x", "p", "a@e.x", INFO + "\tvalid-client-cert\tcert_username=a@e.x")]),
    "a certificate is wanted": (
        {"u": BOTH}, "auth_ssl_require_client_cert = yes\n" + passdb("u") + userdb("u"),
        [login("a@e.x", "p", "", INFO + "\tvalid-client-cert\tcert_username=a@e.x"), login("a@e.x", "p")]),
    "proxy": ({"u": "a@e.x:{PLAIN}p::::::proxy host=192.0.2.1\nb@e.x:{PLAIN}p::::::proxy host=192.0.2.1 pass=zz\n"},
              passdb("u") + userdb("u"), [login("b@e.x", "p"), login("a@e.x", "p", "", INFO + "\tnologin"), login("a@e.x", "bad")]),
    "suffixes of fields": (
        {"u": ALICE + "x=1 x:protected=2 y:protected=3 x:remove z z:remove userdb_q=1 userdb_q:remove\n"},
        passdb("u") + userdb("u"), [login("a@e.x", "p"), user("a@e.x"), credentials("a@e.x")]),
    "masters": (
        {"u": "a@e.x:{PLAIN}p:5:5::/h/a::userdb_q=1 acustom=1\nnl@e.x:{PLAIN}p:5:5::/h::nologin reason=no\n"
              "an@e.x:{PLAIN}p:5:5::/h::allow_nets=192.0.2.0/24\nfl@e.x:{PLAIN}p:5:5::/h::fail\n"
              "rn@e.x:{PLAIN}p:5:5::/h::user=a@e.x\n",
         "m": "m@e.x:{PLAIN}mp::::::allow_nets=192.0.2.0/24\nn@e.x:{PLAIN}np::::::userdb_home=/m nologin custom=m\n"
              "k@e.x:{PLAIN}kp::::::\n"},
        "auth_master_user_separator = *\n" + passdb("m", "master = yes", "pass = yes") + passdb("u") + userdb("u"),
        [login(f"{m}@e.x", f"{m}p", f"{u}@e.x") for m in "mnk" for u in ("a", "nl", "an", "fl", "rn", "zz")]
        + [login("k@e.x", "bad", "a@e.x"), login("k@e.x", "kp"), login("K@E.x", "kp", "A@e.x"), login("a@e.x*", "p"),
           login("*k@e.x", "kp"), login("a@e.x*k@e.x", "kp")]),
}

RULES = ("return-ok", "return", "return-fail", "continue", "continue-ok", "continue-fail")
TWO = {"u": ALICE + "x=1\n" + BOB, "v": ALICE.replace("}p", "}q") + "y=2\n" + BOB.replace("}p", "}q")}


def some(pairs):
    """All of them in a full run, else those where one of the two is the default."""
    return [pair for pair in pairs if os.environ.get("DOVETAIL_FULL") or pair[0] == "return-ok" or pair[1] == "continue"]


for success, failure in some(itertools.product(RULES, repeat=2)):
    CASES[f"passdb {success}/{failure}"] = (
        TWO, passdb("v", f"result_success = {success}", f"result_failure = {failure}") + passdb("u") + userdb("u"),
        [login("a@e.x", "q"), login("a@e.x", "p"), login("zz@e.x", "p"), login("a@e.x", "no"), credentials("a@e.x"),
         credentials("zz@e.x")])
for success, failure in some(itertools.product(RULES, ("continue", "return-ok", "return-fail"))):
    CASES[f"userdb {success}/{failure}"] = (
        {"u": BOTH, "v": "a@e.x::77:78::/v::userdb_w=1\n"},
        passdb("u") + userdb("v", f"result_success = {success}", f"result_failure = {failure}") + userdb("u"),
        [user("a@e.x"), user("b@e.x"), user("zz@e.x")])
for skip, success in itertools.product(("authenticated", "unauthenticated"), ("continue-ok", "return-ok", "continue")):
    CASES[f"skip = {skip} after {success}"] = (
        {"u": ALICE + "x=1\n", "v": ALICE + "y=2\n"},
        passdb("v", f"result_success = {success}") + passdb("u", f"skip = {skip}") + userdb("u"),
        [login("a@e.x", "p"), login("a@e.x", "no"), login("zz@e.x", "p")])


def reply(client, line):
    """Command, id and fields; a lone TAB at the end means nothing."""
    try:
        answer = client.ask(line)
    except ConnectionResetError:
        return None
    return None if answer is None else answer.split("\t")[:2] + sorted(part for part in answer.split("\t")[2:] if part)


def answers(sockets, questions):
    replies = []
    for kind, line in questions:
        with AuthClient(sockets[kind], "client" if kind == "client" else "master") as client:
            replies.append(reply(client, line))
    return replies


def start_both(sandbox, configuration):
    """The sockets of Dovecot's auth and of ours, by kind."""
    common = "auth_mechanisms = plain login cram-md5\nauth_failure_delay = 0\n" + configuration
    listeners = "".join(f"  unix_listener auth-{kind} {{\n    mode = 0600\n  }}\n" for kind in ("client", "userdb"))
    dovecot = sandbox.dovecot("protocols =\n" + common + "service auth {\n" + listeners + "}\n")
    run = sandbox.folder("run")
    own = "".join(f"  unix_listener {run}/{kind} {{\n    mode = 0600\n    type = {kind}\n  }}\n" for kind in ("auth", "userdb"))
    conf = sandbox.write("dovetail.conf", f"base_dir = {run}\nlog_path = {sandbox / 'authd.log'}\nadmin_socket =\n"
                         f"default_internal_user = 65534\nservice auth {{\n{own}}}\n{common}")
    sandbox.daemon("dovetail-authd", "-c", conf)
    return ({"client": dovecot.base / "auth-client", "userdb": dovecot.base / "auth-userdb"},
            {"client": run / "auth", "userdb": run / "userdb"})


def compare(sandbox, configuration, questions):
    theirs, ours = (answers(sockets, questions) for sockets in start_both(sandbox, configuration))
    differing = {readable(line): (their, our) for (_, line), their, our in zip(questions, theirs, ours) if their != our}
    assert not differing


def readable(line):
    start, found, response = line.partition("resp=")
    return start + base64.b64decode(response).decode().replace("\0", "|") if found else line


@pytest.mark.parametrize("name", CASES)
def test_chain(sandbox, name):
    need("dovecot")
    files, configuration, questions = CASES[name]
    for key, text in files.items():
        path = sandbox.write(f"users-{key}", text)
        configuration = configuration.replace(f"<{key}>", str(path))
    compare(sandbox, configuration, questions)


ROWS = [  # name, password, nopassword, allow_nets, home
    ("a@e.x", "{PLAIN}p", None, None, None), ("null@e.x", None, None, None, None), ("np@e.x", None, "y", None, None),
    ("np2@e.x", "", "y", None, None), ("np3@e.x", "{PLAIN}x", "y", None, None), ("empty@e.x", "", None, None, None),
    ("md5@e.x", "5ebe2294ecd0e0f08eab7690d2a6ee69", None, None, None),
    ("crypt@e.x", "$1$SYHQzDzh$k32CqQaEBZE6bOaK1Nnr2.", None, None, None), ("dup@e.x", "{PLAIN}p", None, None, None),
    ("dup@e.x", "{PLAIN}p", None, None, None), ("nets@e.x", "{PLAIN}p", None, "192.0.2.0/24", None),
    ("no-nets@e.x", "{PLAIN}p", None, "", None), ("h@e.x", "{PLAIN}p", None, None, "/home/h"),
    ("no-home@e.x", "{PLAIN}p", None, None, ""), ("encoding@e.x", "{PLAIN.HEX}zz", None, None, None),
    ("scheme@e.x", "{NOPE}p", None, None, None), ("brace@e.x", "{PLAINp", None, None, None),
    ("space@e.x", "{PLAIN}p ", None, None, None), ("lower@e.x", "{plain}p", None, None, None),
    ("np0@e.x", "{PLAIN}p", "0", None, None), ("np-no@e.x", "{PLAIN}p", "no", None, None)]
QUERIES = {
    "all columns": "SELECT pw AS password, np AS nopassword, nets AS allow_nets, home AS userdb_home, 5 AS userdb_uid "
                   "FROM u WHERE e='%u'",
    "no password column": "SELECT home FROM u WHERE e='%u'",
    "renamed": "SELECT upper(e) AS user, pw AS password FROM u WHERE e='%u'",
    "renamed in parts": "SELECT 'nn' AS username, 'dd.x' AS domain, pw AS password FROM u WHERE e='%u'",
    "password_noscheme": "SELECT pw AS password_noscheme FROM u WHERE e='%u'",
    "broken": "SELECT nosuch FROM u WHERE e='%u'",
    "variables": "SELECT pw AS password, '%s|%l|%r|%m|%n|%d|%Lu|%Uu|%3u|%{login_user}|%{orig_user}|%c|%k|%%|%a' AS v "
                 "FROM u WHERE e='%u'",
    "the password in the query": "SELECT NULL AS password, 'Y' AS nopassword FROM u WHERE e='%u' AND pw='{PLAIN}%w'"}


def sql_file(sandbox, query):
    database = sandbox.folder("db", 0o777) / "mail.db"
    with sqlite3.connect(database) as made:
        made.execute("CREATE TABLE u (e, pw, np, nets, home)")
        made.executemany("INSERT INTO u VALUES (?, ?, ?, ?, ?)", ROWS)
    made.close()
    database.chmod(0o666)
    return sandbox.write("sql.ext", f"driver = sqlite\nconnect = {database}\npassword_query = {query}\n"
                         "user_query = SELECT home, 5 AS uid, 5 AS gid, nets AS z FROM u WHERE e='%u'\n"
                         "iterate_query = SELECT e AS user FROM u\n")


PASSWORDS = {"md5@e.x": "secret", "crypt@e.x": "Secret123"}


@pytest.mark.parametrize("name", QUERIES)
def test_sql(sandbox, name):
    need("dovecot")
    ext = sql_file(sandbox, QUERIES[name])
    names = sorted({row[0] for row in ROWS}) + ["zz@e.x"]
    configuration = (f"passdb {{\n  driver = sql\n  args = {ext}\n}}\n{PREFETCH}userdb {{\n  driver = sql\n  args = {ext}\n}}\n")
    compare(sandbox, configuration, [login(one, PASSWORDS.get(one, "p")) for one in names]
            + [login(one, "") for one in ("empty@e.x", "np@e.x", "np2@e.x", "null@e.x")]
            + [credentials(one) for one in names] + [user(one) for one in names])


def test_static_userdb_on_sql(sandbox):
    """Who exists is the passdb's word; one that is wrong or not for this address is no missing user."""
    need("dovecot")
    ext = sql_file(sandbox, "SELECT pw AS password, nets AS allow_nets FROM u WHERE e='%u'")
    compare(sandbox, f"passdb {{\n  driver = sql\n  args = {ext}\n}}\n" + STATIC,
            [user("nets@e.x"), user("nets@e.x", "\trip=127.0.0.1"), user("nets@e.x", "\trip=192.0.2.4"), user("null@e.x"),
             user("scheme@e.x"), user("encoding@e.x"), user("dup@e.x"), user("zz@e.x")])
