# SPDX-License-Identifier: MIT
"""The harness itself: the private counterparts start, answer and end, and leave nothing behind."""
import signal
import subprocess
from pathlib import Path

import pytest

from harness import Sandbox, SmtpClient, need


def test_private_postfix_takes_mail_and_ends(sandbox):
    need("postfix")
    postfix = sandbox.postfix({"virtual_mailbox_domains": "example.test", "virtual_mailbox_maps": "static:x",
                               "virtual_transport": "discard:", "smtpd_recipient_restrictions":
                               "reject_unauth_destination"})
    with SmtpClient(postfix.port) as client:
        assert client.ehlo().code == 250
        assert client.mail("a@example.net", "b@example.test", message="Subject: x\n\ny\n").code == 250
        assert client.mail("a@example.net", "b@other.test", message="x").code == 454
    postfix.wait_for_log(r"relay=none, .*status=sent")
    pid = postfix.pid()
    postfix.stop()
    assert not Path(f"/proc/{pid}").exists()


def test_private_mariadb(sandbox):
    need("mariadbd", "mariadb-install-db")
    database = sandbox.mariadb()
    assert database.sql("SELECT 1+1").strip() == "2"


def test_private_dovecot(sandbox):
    need("dovecot", "doveadm")
    sandbox.write("users", "ann@example.test:{PLAIN}secret::::::\n")
    dovecot = sandbox.dovecot("""
protocols = imap
mail_location = maildir:~/Maildir
service imap-login {
  inet_listener imap {
    port = {imap}
  }
}
passdb {
  driver = passwd-file
  args = %s
}
userdb {
  driver = static
  args = uid=5000 gid=5000 home={root}/home/%%u
}
""" % (sandbox / "users"))
    assert dovecot.doveadm("auth", "test", "ann@example.test", "secret").returncode == 0
    assert dovecot.doveadm("auth", "test", "ann@example.test", "wrong").returncode == 77


def test_a_sandbox_leaves_nothing_behind():
    with Sandbox() as folder:
        path = folder.path
        process = folder.process("sleeper", ["sleep", "100"])
    assert not path.exists()
    assert not process.running()


def test_a_signal_while_a_process_starts_leaves_nobody_behind(sandbox, monkeypatch):
    """Ctrl-C between the start of a server and the sandbox's note of it: nobody would have ended that server."""
    real = subprocess.Popen

    def interrupted(*arguments, **options):
        child = real(*arguments, **options)
        signal.raise_signal(signal.SIGINT)
        return child

    monkeypatch.setattr(subprocess, "Popen", interrupted)
    with pytest.raises(KeyboardInterrupt):
        sandbox.process("sleeper", ["sleep", "60"])
    assert [server.name for server in sandbox._running] == ["sleeper"]
