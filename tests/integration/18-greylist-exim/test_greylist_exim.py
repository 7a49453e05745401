# SPDX-License-Identifier: MIT
"""A real Exim asks us in its RCPT ACL, as it asks Postgrey: by ${readsocket}, which reads until the socket closes."""
import pytest
from harness.exim import Exim

CONFIGURATION = """\
acl_smtp_mail = mail
acl_smtp_rcpt = rcpt
begin acl
mail:
  accept set acl_m_instance = $pid.$tod_epoch.$primary_hostname
rcpt:
  warn set acl_m_reply = ${readsocket{SOCKET}{request=smtpd_access_policy\\nprotocol_state=RCPT\\n\\
       protocol_name=${uc:$received_protocol}\\ninstance=$acl_m_instance\\nhelo_name=$sender_helo_name\\n\\
       client_address=$sender_host_address\\nclient_name=${if def:sender_host_name{$sender_host_name}{unknown}}\\n\\
       sender=$sender_address\\nrecipient=$local_part@$domain\\n\\n}{5s}{ }{action=DUNNO}}
       set acl_m_action = ${sg{${sg{$acl_m_reply}{\\N^action=\\N}{}}}{\\N\\s+$\\N}{}}
       logwrite = policy: $acl_m_action
  defer condition = ${if match{$acl_m_action}{\\N^(?i)defer\\N}}
       message = ${sg{$acl_m_action}{\\N^\\w+\\s*\\N}{}}
  warn condition = ${if match{$acl_m_action}{\\N^(?i)prepend\\N}}
       add_header = ${sg{$acl_m_action}{\\N^\\w+\\s*\\N}{}}
  accept
begin routers
drop:
  driver = redirect
  allow_fail
  data = :blackhole:
"""


@pytest.fixture(scope="module")
def exim(shared_sandbox):
    shared_sandbox.folder("db", owner=(65534, 65534))
    shared_sandbox.daemon("dovetail-policyd", f"--unix={shared_sandbox / 's'}", f"--dbdir={shared_sandbox / 'db'}",
                          "--user=65534", "--group=65534", "--exim", "--delay=1",
                          "--greylist-text=Greylisted for %s seconds")
    return Exim(shared_sandbox, CONFIGURATION.replace("SOCKET", str(shared_sandbox / "s")))


def mail(exim, sender: str, *recipients: str):
    with exim.client() as client:
        client.ehlo("a.test")
        return client.mail(sender, *recipients, message="Subject: x\n\nx\n")


def test_a_mail_is_deferred_and_passes_at_the_next_attempt(exim):
    import time
    first = mail(exim, "s@a.test", "r@b.test")
    assert (first.code, first.text) == (451, "Greylisted for 1 seconds")
    time.sleep(1.1)
    assert mail(exim, "s@a.test", "r@b.test").code == 250
    assert "policy: PREPEND X-Greylist: delayed " in exim.log()
    assert mail(exim, "s@a.test", "r@b.test").code == 250
    assert "policy: DUNNO" in exim.log()


def test_each_request_has_a_connection_of_its_own(exim):
    """The replies arrive at once: Exim saw the end of each of them, it did not wait for its time limit."""
    import time
    began = time.monotonic()
    for number in range(5):
        assert mail(exim, f"s{number}x@a.test", "r@b.test").code == 451
    assert time.monotonic() - began < 20
    assert "DUNNO" not in exim.log().split("policy: ")[-1]
