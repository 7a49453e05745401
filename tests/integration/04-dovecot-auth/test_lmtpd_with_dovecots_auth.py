# SPDX-License-Identifier: MIT
"""Only lmtpd (and quota-status) are ours: users come from a real Dovecot's auth, before and after it restarts."""
import os
import signal
import socket
import subprocess

import pytest
from harness import SmtpClient, need, wait_until
from harness.smtp import Reply

DOVECOT = """\
protocols =
passdb {
  driver = passwd-file
  args = {root}/users
}
userdb {
  driver = passwd-file
  args = {root}/users
}
service anvil {
  chroot =
}
"""
USERS = """\
ann@example.org:{PLAIN}secret:5000:5000::VMAIL/ann::userdb_quota_rule=*:storage=1M
bob@example.org:{PLAIN}secret:5000:5000::VMAIL/bob::
"""
OURS = """\
mail_location = maildir:~/Maildir
mail_uid = 5000
mail_gid = 5000
mail_plugins = quota
log_path = {root}/log
base_dir = {root}/run
default_internal_user = 65534
admin_socket =
auth_socket_path = {auth}
service lmtp {{
  unix_listener {root}/lmtp {{
    mode = 0666
  }}
}}
service quota-status {{
  executable = quota-status -p postfix
  unix_listener {root}/quota {{
    mode = 0666
  }}
}}
plugin {{
  quota = maildir:User quota
  quota_rule = *:storage=1G
  quota_status_success = DUNNO
  quota_status_nouser = DUNNO
  quota_status_overquota = 552 5.2.2 Mailbox is full
}}
"""


class Site:
    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.vmail = sandbox.folder("vmail", 0o700, (5000, 5000))
        sandbox.folder("run")
        self.dovecot = sandbox.dovecot(DOVECOT, start=False)
        users = sandbox.write("dc/users", USERS.replace("VMAIL", str(self.vmail)))
        users.chmod(0o644)
        self.dovecot.start()
        auth = self.dovecot.base / "auth-userdb"
        conf = sandbox.write("ours.conf", OURS.format(root=sandbox.path, auth=auth))
        self.lmtpd = sandbox.daemon("dovetail-lmtpd", "-c", conf, label="lmtpd")
        self.quota = sandbox.daemon("dovetail-policyd", "--service", "quota-status", "-c", conf, label="quota")

    def stop_dovecot(self) -> None:
        """Its auth process, too: it would go on serving those who are connected."""
        master = self.dovecot.process.pid
        children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(master)], capture_output=True, text=True).stdout.split()
        self.dovecot.stop()
        for pid in map(int, children):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def lmtp(self, *recipients: str, message: str = "Subject: x\n\ny\n") -> list[Reply]:
        """RCPT replies that refused, or the replies after the final dot."""
        with SmtpClient(path=str(self.sandbox / "lmtp")) as client:
            assert client.command("LHLO test").code == 250
            assert client.command("MAIL FROM:<s@example.net>").code == 250
            answers = [client.command(f"RCPT TO:<{one}>") for one in recipients]
            accepted = [a for a in answers if a.code == 250]
            if not accepted:
                return answers
            replies = [client.data(message)] + [client.reply() for _ in accepted[1:]]
            return [a for a in answers if a.code != 250] + replies

    def messages(self, user: str) -> int:
        return len(list((self.vmail / user / "Maildir/new").glob("*")))

    def policy(self, recipient: str, size: int) -> str:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(20)
            client.connect(str(self.sandbox / "quota"))
            client.sendall(f"request=smtpd_access_policy\nprotocol_state=RCPT\nrecipient={recipient}\nsize={size}\n\n".encode())
            answer = b""
            while not answer.endswith(b"\n\n"):
                more = client.recv(4096)
                assert more, answer
                answer += more
            return answer.decode().strip()


@pytest.fixture(scope="module")
def site(shared_sandbox):
    need("dovecot")
    return Site(shared_sandbox)


def test_delivery_with_users_of_dovecots_auth(site):
    assert [r.code for r in site.lmtp("ann@example.org", "nobody@example.org", "bob@example.org")] == [550, 250, 250]
    assert site.messages("ann") == 1 and site.messages("bob") == 1


def test_quota_of_the_user_database_holds(site):
    filler = "Subject: filler\n\n" + ("x" * 70 + "\n") * 15500
    site.lmtp("ann@example.org", message=filler)
    reply = site.lmtp("ann@example.org", message=filler)[0]
    assert reply.code == 552, reply
    assert site.policy("ann@example.org", 10_000_000) == "action=552 5.2.2 Mailbox is full"
    assert site.policy("bob@example.org", 1000) == "action=DUNNO"
    assert site.policy("nobody@example.org", 1000) == "action=DUNNO"


def test_without_auth_every_answer_is_temporary_and_heals(site):
    before = site.messages("bob")
    site.stop_dovecot()
    replies = site.lmtp("bob@example.org", "nobody@example.org")
    assert {r.code // 100 for r in replies} == {4}, replies
    assert site.policy("bob@example.org", 1000).startswith("action=DEFER_IF_PERMIT")
    site.dovecot.start()
    wait_until(lambda: site.lmtp("bob@example.org")[0].code == 250, 20, "delivery after auth's return", 0.5)
    assert site.messages("bob") > before
    assert site.lmtp("nobody@example.org")[0].code == 550
