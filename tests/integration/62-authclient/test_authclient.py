# SPDX-License-Identifier: MIT
"""Our client of the auth sockets against a real Dovecot auth, and against dovetail-authd on the same configuration."""
import subprocess

import pytest

from harness import need, program, wait_until
from harness.tools import answers

USERS = """\
alice@ex.test:{PLAIN}alicepw:5000:5000::/srv/mail/alice::userdb_quota_rule=*:bytes=10M
bob@ex.test:{PLAIN}bobpw:5001:5001::/srv/mail/bob::
nolog@ex.test:{PLAIN}pw:5000:5000::/srv/x::nologin reason=Account_closed
"""

DOVECOT = """\
protocols =
auth_mechanisms = plain login
auth_failure_delay = 0
passdb {
  driver = passwd-file
  args = USERS
}
userdb {
  driver = passwd-file
  args = USERS
}
service auth {
  unix_listener auth-client {
    mode = 0666
  }
  unix_listener auth-userdb {
    mode = 0600
    user = root
  }
}
"""


def ask(*arguments) -> list[str]:
    done = subprocess.run([program("dovetail-authask"), *map(str, arguments)], capture_output=True, text=True,
                          timeout=60, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr
    return sorted(done.stdout.splitlines())


def login(*arguments) -> str:
    done = subprocess.run([program("dovetail-authlogin"), *map(str, arguments)], capture_output=True, text=True,
                          timeout=60, stdin=subprocess.DEVNULL)
    return done.stdout.strip()


@pytest.fixture(params=["dovecot", "dovetail-authd"])
def auth(request, sandbox):
    """The folder with the sockets auth-client and auth-userdb of one of the two servers."""
    users = sandbox.write("users", USERS)
    text = DOVECOT.replace("USERS", str(users))
    if request.param == "dovecot":
        need("dovecot")
        server = sandbox.dovecot(text)
        folder = server.base
    else:
        from harness.tools import binary_folder
        if not (binary_folder() / "dovetail-authd").exists():
            pytest.skip("dovetail-authd is not built")
        folder = sandbox.folder("auth", 0o777)
        config = sandbox.write("dovecot.conf", f"base_dir = {folder}\nlog_path = /dev/stderr\n"
                               f"admin_socket =\ndefault_internal_user = 65534\n{text}".replace(
                                   "auth-client {", f"{folder}/ac {{").replace("auth-userdb {", f"{folder}/au {{\n"
                                                                              "    type = userdb"))
        sandbox.daemon("dovetail-authd", "-c", config)
        (folder / "auth-client").symlink_to("ac")
        (folder / "auth-userdb").symlink_to("au")
    wait_until(lambda: answers(str(folder / "auth-userdb")))
    return folder


def test_users_found_and_missing(auth):
    lines = ask(auth / "auth-userdb", "user", "alice@ex.test", "nobody@ex.test", "bob@ex.test")
    assert lines[0].startswith("alice@ex.test: found alice@ex.test ")
    for field in ("uid=5000", "gid=5000", "home=/srv/mail/alice", "quota_rule=*:bytes=10M"):
        assert field in lines[0]
    assert "uid=5001" in lines[1]
    assert lines[2] == "nobody@ex.test: missing"


def test_credentials_and_lists(auth):
    lines = ask(auth / "auth-userdb", "pass", "alice@ex.test", "nobody@ex.test")
    assert lines[0].startswith("alice@ex.test: found alice@ex.test")
    assert lines[1] == "nobody@ex.test: missing"
    assert set(ask(auth / "auth-userdb", "list", "*")[0].split()[2:]) == {"alice@ex.test", "bob@ex.test", "nolog@ex.test"}


def test_many_at_once_over_one_connection(auth):
    names = [f"u{i}@ex.test" for i in range(300)] + ["alice@ex.test"]
    lines = ask(auth / "auth-userdb", "user", *names)
    assert len(lines) == 301
    assert sum(line.endswith(": missing") for line in lines) == 300


def test_an_impossible_name_does_not_cost_the_others_their_answer(auth):
    lines = ask(auth / "auth-userdb", "user", "x" * 3000, "alice@ex.test")
    assert lines[0].startswith("alice@ex.test: found")
    assert lines[1].endswith(": missing")


def test_logins(auth):
    for mechanism in ("PLAIN", "LOGIN"):
        assert login(auth / "auth-client", mechanism, "alice@ex.test", "alicepw") == "ok alice@ex.test"
        assert login(auth / "auth-client", mechanism, "alice@ex.test", "wrong").startswith("refused")
    assert login(auth / "auth-client", "PLAIN", "nolog@ex.test", "pw").startswith("refused user_disabled")


def test_a_socket_for_logins_is_told_apart(auth):
    assert "none for user lookups" in ask(auth / "auth-client", "user", "alice@ex.test")[0]
