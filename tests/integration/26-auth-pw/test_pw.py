# SPDX-License-Identifier: MIT
"""Stored passwords both ways: what `dovetail pw` makes `doveadm pw -t` verifies, and the other way round."""
import subprocess

import pytest
from harness import need
from harness.tools import program

PASSWORD = "Secret 123 äß€"
# Dovecot's list, apart from OTP (no password to compare) and PLAIN-TRUNC (a form that Dovecot writes and reads differently).
SCHEMES = ["PLAIN", "CLEAR", "CLEARTEXT", "PLAIN-MD4", "PLAIN-MD5", "LDAP-MD5", "MD5", "MD5-CRYPT", "DES-CRYPT", "CRYPT",
           "SHA", "SHA1", "SHA256", "SHA512", "SMD5", "SSHA", "SSHA256", "SSHA512", "SHA256-CRYPT", "SHA512-CRYPT",
           "BLF-CRYPT", "ARGON2I", "ARGON2ID", "PBKDF2", "CRAM-MD5", "HMAC-MD5", "DIGEST-MD5", "SCRAM-SHA-1",
           "SCRAM-SHA-256", "PLAIN.HEX", "PLAIN.B64", "SHA256.HEX", "SHA256.B64", "SSHA.HEX", "SSHA512.B64", "SMD5.HEX",
           "CRAM-MD5.B64", "PLAIN-MD5.B64"]


def run(name: str, *arguments: str) -> subprocess.CompletedProcess:
    argv = [program("dovetail") if name == "dovetail" else name, "pw", *arguments]
    return subprocess.run(argv, capture_output=True, text=True, stdin=subprocess.DEVNULL)


def made_by(name: str, scheme: str) -> str:
    outcome = run(name, "-s", scheme, "-p", PASSWORD, "-u", "alice@ex.test")
    assert outcome.returncode == 0, outcome.stderr
    return outcome.stdout.strip()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("maker,checker", [("dovetail", "doveadm"), ("doveadm", "dovetail")])
def test_round_trip(maker, checker, scheme):
    need("doveadm")
    stored = made_by(maker, scheme)
    assert stored.startswith("{" + scheme + "}")
    right = run(checker, "-t", stored, "-p", PASSWORD, "-u", "alice@ex.test")
    assert right.returncode == 0, (stored, right.stderr)
    assert "(verified)" in right.stdout
    # DES sees eight bytes of a password and no more: the difference is in front.
    wrong = run(checker, "-t", stored, "-p", "x" + PASSWORD, "-u", "alice@ex.test")
    assert wrong.returncode != 0, stored


def test_every_scheme_of_doveadm_is_known_here():
    need("doveadm")
    theirs = set(run("doveadm", "-l").stdout.split())
    ours = set(run("dovetail", "-l").stdout.split())
    assert theirs <= ours
