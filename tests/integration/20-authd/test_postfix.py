# SPDX-License-Identifier: MIT
"""Postfix's smtpd with our auth socket, swaks and gsasl as its clients."""
import subprocess
import time

import pytest
from authd import write_config
from harness import SmtpClient, need

MAIN = {"smtpd_sasl_auth_enable": "yes", "smtpd_sasl_type": "dovecot", "smtpd_sasl_path": "private/auth",
        "smtpd_sasl_security_options": "noanonymous", "relay_domains": "b.test",
        "smtpd_relay_restrictions": "permit_sasl_authenticated, reject",
        "transport_maps": "inline:{b.test=discard:}"}


class Submission:
    def __init__(self, sandbox):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-keyout", str(sandbox / "key.pem"), "-out", str(sandbox / "cert.pem"), "-days", "2", "-subj",
                        "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
        tls = {"smtpd_tls_security_level": "may", "smtpd_tls_cert_file": str(sandbox / "cert.pem"),
               "smtpd_tls_key_file": str(sandbox / "key.pem")}
        self.postfix = sandbox.postfix(MAIN | tls, start=False)
        config = write_config(sandbox, f"""\
auth_mechanisms = plain login cram-md5 scram-sha-1 scram-sha-256
service auth {{
  unix_listener {self.postfix.private}/auth {{
    mode = 0660
    user = postfix
    group = postfix
  }}
}}
""")
        self.log_path = sandbox / "authd.log"
        self.authd = sandbox.daemon("dovetail-authd", "-c", config)
        self.postfix.start()

    def swaks(self, mechanism: str, user: str, password: str, *options: str) -> str:
        outcome = subprocess.run(["swaks", *options, "--server", f"127.0.0.1:{self.postfix.port}", "--auth", mechanism,
                                  "--auth-user", user, "--auth-password", password, "--from", "a@ex.test",
                                  "--to", "r@b.test", "--timeout", "30"], capture_output=True, text=True)
        return outcome.stdout + outcome.stderr

    def log(self) -> str:
        return self.log_path.read_text()


@pytest.fixture(scope="module")
def submission(shared_sandbox):
    need("postfix", "swaks")
    return Submission(shared_sandbox)


def test_the_mechanisms_are_offered(submission):
    with SmtpClient(submission.postfix.port) as client:
        offered = str(client.ehlo())
    for mechanism in ("PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"):
        assert mechanism in offered


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN", "CRAM-MD5"])
def test_the_right_password_sends_mail(submission, mechanism):
    output = submission.swaks(mechanism, "alice@ex.test", "alicepw")
    assert "235 2.7.0 Authentication successful" in output
    assert "250 2.0.0 Ok: queued as" in output


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN", "CRAM-MD5"])
def test_the_same_over_starttls(submission, mechanism):
    output = submission.swaks(mechanism, "alice@ex.test", "alicepw", "--tls")
    assert "TLS started" in output
    assert "235 2.7.0 Authentication successful" in output


def test_gsasl_over_starttls(submission):
    need("gsasl")
    outcome = subprocess.run(["gsasl", "--smtp", "--connect", f"127.0.0.1:{submission.postfix.port}", "--starttls",
                              "--x509-ca-file", str(submission.postfix.root.parent / "cert.pem"), "--mechanism",
                              "SCRAM-SHA-256", "--authentication-id", "carol@ex.test", "--password", "carolpw",
                              "--authorization-id", "", "--no-cb"], capture_output=True,
                             text=True, timeout=60, stdin=subprocess.DEVNULL)
    assert "235 2.7.0 Authentication successful" in outcome.stdout + outcome.stderr


def test_an_exchange_broken_off_by_the_client(submission):
    with SmtpClient(submission.postfix.port) as client:
        client.ehlo()
        assert client.command("AUTH LOGIN").code == 334
        assert client.command("*").code == 501
        assert client.command("AUTH PLAIN").code == 334
        assert client.command("====").code in (501, 535)
        assert client.auth_login("alice@ex.test", "alicepw").code == 235


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_a_slow_hash_is_verified_for_every_case_of_the_name(submission, mechanism):
    assert "235 2.7.0" in submission.swaks(mechanism, "Bob@EX.test", "Secret123")


def test_a_wrong_password_is_refused_late_and_told_to_the_log(submission):
    with SmtpClient(submission.postfix.port) as client:
        client.ehlo()
        started = time.monotonic()
        reply = client.auth_plain("alice@ex.test", "wrong")
        assert time.monotonic() - started >= 1.9
    assert str(reply).startswith("535 5.7.8 Error: authentication failed:")
    assert "auth: Info: passwd-file(alice@ex.test,127.0.0.1): Password mismatch\n" in submission.log()
    submission.postfix.wait_for_log(r"SASL PLAIN authentication failed: .*, sasl_username=alice@ex.test")


def test_an_unknown_user_waits_for_the_penalty_within_postfix_s_patience(submission):
    """The failure before costs 4 s; with the delay of this one the answer still comes before Postfix gives up."""
    with SmtpClient(submission.postfix.port) as client:
        client.ehlo()
        started = time.monotonic()
        reply = client.auth_login("nosuch@ex.test", "x")
        assert 1.9 <= time.monotonic() - started < 9.5
    assert str(reply).startswith("535 5.7.8")
    assert "auth: Info: passwd-file(nosuch@ex.test,127.0.0.1): unknown user\n" in submission.log()


def test_fail2ban_reads_what_postfix_says_of_it(submission, tmp_path):
    """The filter postfix[mode=auth] matches each of the refusals above."""
    need("fail2ban-regex")
    submission.postfix.wait_for_log(r"authentication failed: .*sasl_username=nosuch@ex.test")
    lines = [line for line in submission.postfix.log().splitlines() if "authentication failed" in line]
    log = tmp_path / "mail.log"
    log.write_text("\n".join(lines) + "\n")
    outcome = subprocess.run(["fail2ban-regex", str(log), "/etc/fail2ban/filter.d/postfix.conf[mode=auth]"],
                             capture_output=True, text=True)
    assert f"{len(lines)} matched, 0 missed" in outcome.stdout, outcome.stdout


@pytest.mark.parametrize("mechanism", ["SCRAM-SHA-1", "SCRAM-SHA-256", "CRAM-MD5", "PLAIN"])
def test_gsasl_logs_in(submission, mechanism):
    need("gsasl")
    outcome = subprocess.run(["gsasl", "--smtp", "--connect", f"127.0.0.1:{submission.postfix.port}", "--no-starttls",
                              "--mechanism", mechanism, "--authentication-id", "carol@ex.test", "--password",
                              "carolpw", "--authorization-id", ""], capture_output=True, text=True, timeout=60,
                             stdin=subprocess.DEVNULL)
    assert "235 2.7.0 Authentication successful" in outcome.stdout + outcome.stderr
