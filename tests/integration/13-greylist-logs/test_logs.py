# SPDX-License-Identifier: MIT
"""The programs that read Postgrey's log read ours: logwatch, logcheck's rules, postgreyreport."""
import os
import re
import subprocess
import time

import pytest
from harness import SmtpClient, need, wait_until
from harness.policy import PolicyClient
from harness.tools import find

START = 1_700_000_000


@pytest.fixture
def log(sandbox):
    """A syslog with every kind of line: all reasons, with and without queue id, with and without a sender."""
    lists = [f"--whitelist-clients={sandbox.write('clients', 'good.test' + chr(10))}",
             f"--whitelist-recipients={sandbox.write('recipients', 'abuse@' + chr(10))}"]
    sandbox.folder("db", owner=(65534, 65534))
    daemon = sandbox.daemon("dovetail-policyd", f"--unix={sandbox / 's'}", f"--dbdir={sandbox / 'db'}", "--user=65534",
                            "--group=65534", "--auto-whitelist-clients=1", *lists, env={"DOVETAIL_POLICY_TEST_TIME": "1"})
    with PolicyClient(sandbox / "s") as client:
        for queue_id in ("", "4F2C1A0"):  # logwatch and logcheck want short ones, as from the real program
            for sender in (f"s{queue_id}@a.test", ""):
                address = f"192.0.2.{len(queue_id)}"
                common = dict(queue_id=queue_id, sender=sender, recipient=f"r{queue_id}@b.test", client_address=address)
                client.ask(**common, policy_test_time=START)
                client.ask(**common, policy_test_time=START + 100)
                client.ask(**common, policy_test_time=START + 400)
                client.ask(**common, policy_test_time=START + 401)
                client.ask(**common, policy_test_time=START + 10_000)
                client.ask(**{**common, "client_name": "mx.good.test"}, policy_test_time=START)
                client.ask(**{**common, "recipient": "abuse@b.test"}, policy_test_time=START)
    client = PolicyClient(sandbox / "s")
    client.send(b"no equals sign\n")
    client.ask(client_address="2001:db8::1", client_name="unknown")
    daemon.reload()
    daemon.stop()
    stamp = time.strftime("%b %e %H:%M:%S")
    text = "".join(f"{stamp} mx postgrey[4711]: {line}\n" for line in daemon.log().splitlines()
                   if "reload" not in line)  # told by the frame, and to no counterpart's reader
    for reason in ("new", "early-retry (200s missing)", "triplet found, delay=400", "client AWL", "client whitelist",
                   "recipient whitelist"):
        assert f"reason={reason}" in text
    assert "whitelisted: mail.a.test[192.0.2.0]" in text
    return sandbox.write("maillog", text)


def test_logwatch_matches_every_line(log, sandbox):
    need("logwatch")
    script = "/usr/share/logwatch/scripts/services/postfix"
    if not os.path.exists(script):
        pytest.skip("no postfix service of logwatch")
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LOGWATCH_DETAIL_LEVEL": "10", "PERL5LIB": "/usr/share/logwatch/lib",
                   "syslog_name": "postgrey", "postfix_Syslog_Name": "post(?:fix|grey)"}
    with open(log, "rb") as lines:
        outcome = subprocess.run(["perl", script], stdin=lines, capture_output=True, text=True, env=environment)
    assert outcome.returncode == 0, outcome.stderr
    assert "nmatched" not in outcome.stdout, outcome.stdout
    assert re.search(r"(?i)postgrey", outcome.stdout), outcome.stdout


def test_logcheck_ignores_the_ordinary_lines(log):
    rules = [path for path in ("/etc/logcheck/ignore.d.server/postgrey", "/etc/logcheck/ignore.d.workstation/postgrey")
             if os.path.exists(path)]
    if not rules:
        pytest.skip("logcheck-database is not installed")
    patterns = [line for path in rules for line in open(path).read().splitlines() if line and not line.startswith("#")]
    decisions = [line for line in open(log) if "action=" in line]
    for number, line in enumerate(decisions):
        matched = any(subprocess.run(["grep", "-qE", pattern], input=line, text=True).returncode == 0 for pattern in patterns)
        assert matched, f"{number}: {line}"


def test_postgreyreport_reads_our_rejects_and_an_export(sandbox):
    """It wants Postfix's reject lines, and a postgrey.db: ours is exported for it."""
    need("postfix", "postgreyreport", "db5.3_load")
    postfix = sandbox.postfix({"smtpd_recipient_restrictions": "check_policy_service unix:private/policy",
                               "smtpd_relay_restrictions": "reject_unauth_destination", "relay_domains": "b.test"}, start=False)
    sandbox.folder("db", owner=(65534, 65534))
    sandbox.daemon("dovetail-policyd", f"--unix={postfix.private / 'policy'}", f"--dbdir={sandbox / 'db'}",
                   "--user=65534", "--group=65534")
    postfix.start()
    with SmtpClient(postfix.port) as client:
        client.ehlo()
        client.xclient(addr="192.0.2.10", name="mail.a.test")
        client.ehlo("mail.a.test")
        assert client.mail("s@a.test", "r@b.test", message="x").code == 450
    postfix.wait_for_log(r"reject: RCPT from .*Greylisted")
    from harness import program
    exported = subprocess.run([program("dovetail"), "greylist", "export", "--dbdir", sandbox / "db"], capture_output=True,
                              text=True, check=True).stdout
    folder = sandbox.folder("report", mode=0o777)
    subprocess.run([find("db5.3_load"), folder / "postgrey.db"], input=exported, text=True, check=True)
    (folder / "postgrey.db").chmod(0o666)
    with open(postfix.log_path, "rb") as lines:
        outcome = subprocess.run([find("postgreyreport"), f"--dbdir={folder}", "--user=nobody", "--delay=300"], stdin=lines,
                                 capture_output=True, text=True, timeout=60)
    assert "192.0.2.10" in outcome.stdout, outcome
    assert "s@a.test" in outcome.stdout
