# SPDX-License-Identifier: MIT
"""Exim's dovecot authenticator on our socket. Exim is only unpacked: installing it would remove Postfix."""
import re
import smtplib
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "20-authd"))

from authd import write_config  # noqa: E402
from harness import need, wait_until  # noqa: E402
from harness.exim import Exim  # noqa: E402

CONFIGURATION = """\
auth_advertise_hosts = *
hosts_treat_as_local =
acl_smtp_rcpt = rcpt
begin acl
rcpt:
  accept authenticated = *
         logwrite = in as $authenticated_id
  deny
begin routers
drop:
  driver = redirect
  allow_fail
  data = :blackhole:
begin authenticators
"""
AUTHENTICATOR = """\
dovetail_{name}:
  driver = dovecot
  public_name = {mechanism}
  server_socket = {socket}
  server_set_id = $auth1
"""
MECHANISMS = ["PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-256"]


class AuthExim(Exim):
    """Exim beside our authd, which it asks for every mechanism."""

    def __init__(self, sandbox):
        config = write_config(sandbox, "auth_mechanisms = plain login cram-md5 scram-sha-256\nauth_failure_delay = 1s\n")
        self.authd = sandbox.daemon("dovetail-authd", "-c", config)
        super().__init__(sandbox, CONFIGURATION + "".join(
            AUTHENTICATOR.format(name=mechanism.lower().replace("-", "_"), mechanism=mechanism,
                                 socket=sandbox / "run/auth") for mechanism in MECHANISMS))

    def client(self) -> smtplib.SMTP:
        client = smtplib.SMTP("127.0.0.1", self.port, timeout=60)
        client.ehlo("client.example.net")
        return client


@pytest.fixture(scope="module")
def exim(shared_sandbox):
    return AuthExim(shared_sandbox)


def authenticate(client, mechanism, user, password):
    client.user, client.password = user, password
    return client.auth(mechanism, getattr(client, "auth_" + mechanism.lower().replace("-", "_")))


def test_the_configured_mechanisms_are_offered(exim):
    with exim.client() as client:
        assert set(MECHANISMS) <= set(client.esmtp_features["auth"].split())


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN", "CRAM-MD5"])
def test_the_right_password_lets_mail_in(exim, mechanism):
    with exim.client() as client:
        assert client.docmd("MAIL", "FROM:<a@ex.test>")[0] == 250
        assert client.docmd("RCPT", "TO:<r@b.test>")[0] == 550
        client.rset()
        assert authenticate(client, mechanism, "alice@ex.test", "alicepw")[0] == 235
        assert client.sendmail("a@ex.test", ["r@b.test"], "Subject: x\r\n\r\nx\r\n") == {}
    assert f"A=dovetail_{mechanism.lower().replace('-', '_')}:alice@ex.test" in exim.log()


def test_a_slow_hash(exim):
    with exim.client() as client:
        assert authenticate(client, "PLAIN", "bob@ex.test", "Secret123")[0] == 235


@pytest.mark.parametrize("mechanism,user", [("PLAIN", "alice@ex.test"), ("LOGIN", "nosuch@ex.test")])
def test_a_wrong_password_is_refused(exim, mechanism, user):
    with exim.client() as client:
        with pytest.raises(smtplib.SMTPAuthenticationError) as refused:
            authenticate(client, mechanism, user, "wrong")
        assert refused.value.smtp_code == 535
    assert re.search(rf"authenticator failed for .* 535 Incorrect authentication data \(set_id={user}\)", exim.log())


def test_scram_by_gsasl(exim):
    need("gsasl")
    outcome = subprocess.run(["gsasl", "--smtp", "--connect", f"127.0.0.1:{exim.port}", "--no-starttls", "--mechanism",
                              "SCRAM-SHA-256", "--authentication-id", "carol@ex.test", "--password", "carolpw",
                              "--authorization-id", ""], capture_output=True, text=True, timeout=60,
                             stdin=subprocess.DEVNULL)
    assert "235 Authentication succeeded" in outcome.stdout + outcome.stderr


def test_an_exchange_broken_off_and_bad_base64_do_no_harm(exim):
    with exim.client() as client:
        assert client.docmd("AUTH", "LOGIN")[0] == 334
        assert client.docmd("*")[0] == 501
        assert client.docmd("AUTH", "PLAIN ****")[0] in (501, 535)
        assert authenticate(client, "LOGIN", "alice@ex.test", "alicepw")[0] == 235


def test_a_database_that_is_away_is_a_temporary_failure(exim):
    """Exim knows a failure by `temp` or a closed connection; authd closes, and the client gets 435."""
    users = exim.folder / "users"
    users.rename(exim.folder / "users.away")
    try:
        with exim.client() as client:
            with pytest.raises(smtplib.SMTPAuthenticationError) as refused:
                authenticate(client, "PLAIN", "alice@ex.test", "alicepw")
            assert refused.value.smtp_code == 435
    finally:
        (exim.folder / "users.away").rename(users)
    with exim.client() as client:
        assert authenticate(client, "PLAIN", "alice@ex.test", "alicepw")[0] == 235
    wait_until(lambda: "defer" in exim.log() or "435" in exim.log(), 10, "Exim's line about it")
