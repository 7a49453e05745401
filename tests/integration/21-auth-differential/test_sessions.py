# SPDX-License-Identifier: MIT
"""Whole logins: a login process's AUTH, then the mail process's REQUEST; what the chains make of them, in Dovecot and here."""
import os
import sqlite3
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "20-authd"))

from authd import AuthClient, plain  # noqa: E402
from harness import need  # noqa: E402
from harness.tools import FULL  # noqa: E402
from test_chains import ALICE, BOB, BOTH, INFO, PREFETCH, STATIC, answers, credentials, login, passdb, user, userdb  # noqa: E402

FIELDS = ("noauthenticate", "login_user=b@e.x", "domain=z.z", "username=bb", "allow_nets=10.0.0.0/8", "nodelay", "user=",
          "nologin reason=%u", "userdb_home=/srv/%d/%n", "user=b@e.x", "userdb_quota_rule=*:bytes=1", "proxy host=192.0.2.1")
RIGHT, WRONG = ("a@e.x", "p"), ("a@e.x", "no")
SESSIONS = {  # name -> (files, configuration, logins that are taken over, other questions)
    "userdb result_success = continue, nothing behind": (
        {"u": BOTH}, passdb("u") + userdb("u", "result_success = continue"), [RIGHT], [user("a@e.x"), user("zz@e.x")]),
    "userdb result_success = return, nothing behind": (
        {"u": BOTH}, passdb("u") + userdb("u", "result_success = return"), [RIGHT], [user("a@e.x")]),
    "passdb result_success = continue, nothing behind": (
        {"u": BOTH}, passdb("u", "result_success = continue") + userdb("u"), [RIGHT, WRONG], [credentials("a@e.x")]),
    "passdb result_success = continue-ok, nothing behind": (
        {"u": BOTH}, passdb("u", "result_success = continue-ok") + userdb("u"), [RIGHT, WRONG], [credentials("a@e.x")]),
    "noauthenticate, then another passdb": (
        {"u": ALICE + "x=1\n" + BOB, "v": "a@e.x:{PLAIN}q::::::noauthenticate y=2\n"}, passdb("v") + passdb("u") + userdb("u"),
        [RIGHT, ("a@e.x", "q"), ("b@e.x", "p")], [credentials("a@e.x")]),
    "no userdb": ({"u": ALICE + "userdb_mail=x\n"}, passdb("u"), [RIGHT], []),
    "prefetch alone": ({"u": ALICE + "userdb_home=/x userdb_uid=5000\n" + BOB}, passdb("u") + PREFETCH,
                       [RIGHT, ("b@e.x", "p")], []),
    "prefetch, then a file": ({"u": ALICE + "userdb_home=/x\n" + BOB}, passdb("u") + PREFETCH + userdb("u"),
                              [RIGHT, ("b@e.x", "p")], []),
    "static": ({"u": BOTH}, passdb("u") + STATIC, [RIGHT], []),
    "tempfail": ({"u": ALICE + "userdb_tempfail=1 userdb_reason=Closed_now\n"}, passdb("u") + userdb("u"), [RIGHT], []),
    "default and override fields": (
        {"u": ALICE + "userdb_q=own\n"}, passdb("u", "default_fields = userdb_q=d userdb_z=%n") + PREFETCH
        + userdb("u", "default_fields = home=/def/%u z=1", "override_fields = uid=77 gid=78"), [RIGHT], []),
    "deny and a master": (
        {"u": BOTH, "d": "a@e.x:\n", "m": "m@e.x:{PLAIN}mp::::::\n"},
        passdb("d", "deny = yes") + passdb("m", "master = yes", "pass = yes") + passdb("u") + userdb("u"),
        [RIGHT], [login("m@e.x", "mp", "a@e.x"), login("m@e.x", "mp", "b@e.x"), login("a@e.x", "p")]),
    "a master without pass = yes": (
        {"u": BOTH, "m": "m@e.x:{PLAIN}mp::::::\n"},
        "auth_master_user_separator = *\n" + passdb("m", "master = yes") + passdb("u") + userdb("u"),
        [("b@e.x*m@e.x", "mp"), ("zz@e.x*m@e.x", "mp")], []),
}
for number, text in enumerate(FIELDS):
    if FULL or number < 2:
        SESSIONS[text] = ({"u": ALICE + text + "\n" + BOB}, passdb("u") + PREFETCH + userdb("u"), [RIGHT, WRONG], [])


def start_both(sandbox, configuration):
    """The sockets of Dovecot's auth and of ours, by kind: those of login and mail processes, too."""
    common = "auth_mechanisms = plain\nauth_failure_delay = 0\n" + configuration
    names = {"client": "auth", "userdb": "userdb", "login": "login", "master": "master"}
    theirs = "".join(f"  unix_listener auth-{kind} {{\n    mode = 0600\n  }}\n" for kind in names)
    dovecot = sandbox.dovecot("protocols =\n" + common + "service auth {\n" + theirs + "}\n")
    run = sandbox.folder("run")
    own = "".join(f"  unix_listener {run}/{name} {{\n    mode = 0600\n    type = {name}\n  }}\n" for name in names.values())
    conf = sandbox.write("dovetail.conf", f"base_dir = {run}\nlog_path = {sandbox / 'authd.log'}\nadmin_socket =\n"
                         f"default_internal_user = 65534\nservice auth {{\n{own}}}\n{common}")
    sandbox.daemon("dovetail-authd", "-c", conf)
    return {kind: dovecot.base / f"auth-{kind}" for kind in names}, {kind: run / name for kind, name in names.items()}


def whole_login(sockets, name, password):
    """The reply to AUTH, and what the mail process learns. A flag and an empty value are one thing."""
    def fields(line):
        return line.split("\t")[:2] + sorted(part.removesuffix("=") for part in line.split("\t")[2:] if part)
    with AuthClient(sockets["login"], pid=os.getpid()) as client:
        granted = client.ask(f"AUTH\t1\tPLAIN\t{INFO}\tresp={plain(name, password)}")
        if not granted.startswith("OK"):
            return [fields(granted)]
        with AuthClient(sockets["master"], "master") as mail:
            return [fields(granted), fields(mail.ask(f"REQUEST\t77\t{os.getpid()}\t1\t{client.cookie()}\t"
                                                     f"session_pid={os.getpid()}"))]


@pytest.mark.parametrize("name", SESSIONS)
def test_session(sandbox, name):
    need("dovecot")
    files, configuration, logins, questions = SESSIONS[name]
    for key, text in files.items():
        configuration = configuration.replace(f"<{key}>", str(sandbox.write(f"users-{key}", text)))
    theirs, ours = ([whole_login(sockets, *one) for one in logins] + answers(sockets, questions)
                    for sockets in start_both(sandbox, configuration))
    asked = [*logins, *questions]
    assert {str(one): own for one, own in zip(asked, ours)} == {str(one): their for one, their in zip(asked, theirs)}


def test_a_failed_entry_that_renames(sandbox):
    """The next one is asked by the new name."""
    need("dovecot")
    file = sandbox.folder("db", 0o777) / "mail.db"
    with sqlite3.connect(file) as made:
        made.execute("CREATE TABLE u (e, pw)")
        made.execute("INSERT INTO u VALUES ('a@e.x', '{PLAIN}p')")
    made.close()
    file.chmod(0o666)
    ext = sandbox.write("sql.ext", f"driver = sqlite\nconnect = {file}\n"
                        "password_query = SELECT 'new@e.x' AS user, pw AS password FROM u WHERE e='%u'\n")
    users = sandbox.write("users", "a@e.x:{PLAIN}q:::::\nnew@e.x:{PLAIN}r:::::\n")
    configuration = f"passdb {{\n  driver = sql\n  args = {ext}\n}}\n" + passdb("u").replace("<u>", str(users))
    questions = [login("a@e.x", password) for password in ("p", "q", "r", "no")]
    theirs, ours = (answers(sockets, questions) for sockets in start_both(sandbox, configuration))
    assert ours == theirs
