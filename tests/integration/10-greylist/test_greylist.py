# SPDX-License-Identifier: MIT
"""Greylisting behind a real Postfix: with dovetail.conf and in Postgrey's place, on SQLite."""
import os
import pwd
import subprocess
import time
from pathlib import Path

import pytest
from harness import Sandbox, SmtpClient, free_port, need, program, wait_until
from harness.policy import PolicyClient

OPTIONS = {"DOVETAIL_POLICY_TEST_TIME": "1"}
MESSAGE = "Subject: test\n\nhello\n"


def restrictions(endpoint: str) -> dict:
    return {"smtpd_recipient_restrictions": f"check_policy_service {endpoint}",
            "smtpd_relay_restrictions": "permit_mynetworks, reject_unauth_destination",
            "relay_domains": "b.test", "transport_maps": "inline:{b.test=discard:}"}


def client_of(postfix, address: str = "192.0.2.10", name: str = "mail.a.test") -> SmtpClient:
    client = SmtpClient(postfix.port)
    client.ehlo()
    client.xclient(addr=address, name=name)
    client.ehlo(name)
    return client


def deliver(postfix, sender: str = "s@a.test", recipient: str = "r@b.test", **options):
    with client_of(postfix, **options) as client:
        return client.mail(sender, recipient, message=MESSAGE)


def config(sandbox: Sandbox, socket_path, extra: str = "") -> str:
    sandbox.folder("state", owner=(65534, 65534))
    return str(sandbox.write("dovetail.conf", f"""\
default_internal_user = 65534
default_internal_group = 65534
admin_socket = {sandbox / 'policyd.admin'}
log_path = {sandbox / 'policy.log'}
greylist_database = {sandbox / 'state/greylist.db'}
greylist_whitelist_clients =
greylist_whitelist_recipients =
service policy {{
  unix_listener {socket_path} {{
    mode = 0666
  }}
}}
{extra}"""))


def test_a_list_that_was_missing_already_stops_no_reload(sandbox):
    sandbox.folder("db", owner=(65534, 65534))
    clients = sandbox.write("clients", "")
    daemon = sandbox.daemon("dovetail-policyd", f"--unix={sandbox / 's'}", f"--dbdir={sandbox / 'db'}", "--user=65534",
                            "--group=65534", f"--whitelist-clients={clients}",
                            f"--whitelist-recipients={sandbox / 'missing'}")
    missing = f"can't open {sandbox / 'missing'}: No such file or directory"
    assert missing in daemon.log().splitlines()
    clients.write_text("mail.a.test\n")
    daemon.reload()
    with PolicyClient(sandbox / "s") as client:
        assert client.ask() == "DUNNO"
    assert daemon.log().splitlines().count(missing) == 2
    clients.unlink()  # one that goes away keeps the old lists
    daemon.reload()
    with PolicyClient(sandbox / "s") as client:
        assert client.ask() == "DUNNO"
    assert "reload failed" in daemon.log()


def test_a_mail_waits_and_passes_with_a_header(sandbox):
    need("postfix")
    postfix = sandbox.postfix(restrictions("unix:private/dovetail-policy"), start=False)
    sandbox.daemon("dovetail-policyd", "-c", config(sandbox, postfix.private / "dovetail-policy", "greylist_delay = 1s\n"))
    postfix.start()
    first = deliver(postfix)
    assert first.code == 450
    assert first.text == ("4.2.0 <r@b.test>: Recipient address rejected: Greylisted, see "
                          "http://postgrey.schweikert.ch/help/b.test.html")
    time.sleep(1.1)
    assert deliver(postfix).code == 250
    assert deliver(postfix).code == 250
    log = (sandbox / "policy.log").read_text()
    assert ("postgrey: action=greylist, reason=new, client_name=mail.a.test, client_address=192.0.2.10, "
            "sender=s@a.test, recipient=r@b.test\n") in log
    assert "action=pass, reason=triplet found, delay=" in log
    assert postfix.warnings() == []


@pytest.mark.parametrize("start_line", ["debian", "arch"])
def test_the_start_lines_of_the_how_to(sandbox, start_line):
    need("postfix")
    postfix = sandbox.postfix(restrictions("unix:postgrey/postgrey.socket"), start=False)
    (postfix.queue / "postgrey").mkdir()
    sandbox.folder("db", owner=(65534, 65534))
    path = f"--unix={postfix.queue}/postgrey/postgrey.socket"
    common = [f"--dbdir={sandbox / 'db'}", "--user=65534", "--group=65534"]
    if start_line == "debian":
        text = "This mail has been temporarily rejected (graylisted). Try again in %s seconds"
        sandbox.daemon("dovetail-policyd", path, "--delay=60", f"--greylist-text={text}", *common)
        expected = text.replace("%s", "60")
    else:
        pid_file = sandbox / "postgrey.pid"
        subprocess.run([program("dovetail-policyd"), path, "--delay=60", f"--pidfile={pid_file}", "--daemonize",
                        "--greylist-text=Greylisted for %s seconds", *common], check=True, timeout=20)
        expected = "Greylisted for 60 seconds"
        wait_until(lambda: (postfix.queue / "postgrey/postgrey.socket").exists(), 10, "the socket")
    postfix.start()
    reply = deliver(postfix)
    assert (reply.code, reply.text) == (450, f"4.2.0 <r@b.test>: Recipient address rejected: {expected}")
    assert (sandbox / "db/dovetail-greylist.db").stat().st_uid == 65534
    assert postfix.warnings() == []
    if start_line == "arch":
        pid = int(pid_file.read_text())
        os.kill(pid, 15)
        wait_until(lambda: not os.path.exists(f"/proc/{pid}"), 10, "end of the daemon")


def test_called_as_postgrey(sandbox):
    link = sandbox / "postgrey"
    link.symlink_to(program("dovetail-policyd"))
    run = lambda *words: subprocess.run([link, *words], capture_output=True, text=True, timeout=20)
    assert run("--help").returncode == 1
    assert "--auto-whitelist-clients" in run("--help").stdout
    version = run("--version")
    assert version.returncode == 0
    assert "(postgrey 1.37 compatible)" in version.stdout
    nothing = run()
    assert (nothing.returncode, nothing.stderr) == (2, "ERROR: --unix or --inet must be specified\n")
    unknown = run("--foo", "--inet=1")
    assert (unknown.returncode, unknown.stderr) == (1, "Unknown option: foo\n")
    assert run("-n", "--inet=1").returncode == 2


def test_listeners_on_tcp_and_unix_at_once(sandbox):
    from harness import free_port
    sandbox.folder("db", owner=(65534, 65534))
    port = free_port()
    sandbox.daemon("dovetail-policyd", f"--inet=127.0.0.1:{port}", f"--unix={sandbox / 'one'}", "-u", sandbox / "two",
                   "--socketmode=0600", f"--dbdir={sandbox / 'db'}", "--user=65534", "--group=65534")
    assert (sandbox / "two").stat().st_mode & 0o777 == 0o600
    for endpoint in (port, sandbox / "one", sandbox / "two"):
        with PolicyClient(endpoint) as client:
            assert client.ask().startswith("DEFER_IF_PERMIT 4.2.0 Greylisted")


def test_a_second_instance_is_refused(sandbox):
    sandbox.folder("db", owner=(65534, 65534))
    options = [f"--dbdir={sandbox / 'db'}", "--user=65534", "--group=65534"]
    sandbox.daemon("dovetail-policyd", f"--unix={sandbox / 'one'}", *options)
    second = subprocess.run([program("dovetail-policyd"), f"--unix={sandbox / 'two'}", *options],
                            capture_output=True, text=True, timeout=20)
    assert second.returncode != 0
    assert "ERROR: locked: " in second.stderr


def test_the_listen_queue_has_the_length_that_was_asked_for(sandbox):
    need("ss")
    sandbox.folder("db", owner=(65534, 65534))
    port = free_port()
    sandbox.daemon("dovetail-policyd", f"--unix={sandbox / 'one'}", f"--inet=127.0.0.1:{port}", "--listen-queue-size=17",
                   f"--dbdir={sandbox / 'db'}", "--user=65534", "--group=65534")
    queues = subprocess.run(["ss", "-lnH", "-A", "unix_stream,tcp"], capture_output=True, text=True, check=True).stdout
    own = [line.split() for line in queues.splitlines() if f"{sandbox / 'one'} " in line or f"127.0.0.1:{port} " in line]
    assert [fields[3] for fields in own] == ["17", "17"], queues


def test_lists_are_read_again_on_hup_and_a_bad_one_keeps_the_old(sandbox):
    clients = sandbox.write("clients", "good.test\n")
    sandbox.folder("db", owner=(65534, 65534))
    daemon = sandbox.daemon("dovetail-policyd", f"--unix={sandbox / 's'}", f"--whitelist-clients={clients}",
                            f"--whitelist-recipients={sandbox.write('recipients', 'postmaster@' + chr(10))}",
                            f"--dbdir={sandbox / 'db'}", "--user=65534", "--group=65534")
    with PolicyClient(sandbox / "s") as client:
        assert client.ask(client_name="mx.good.test") == "DUNNO"
        assert client.ask(recipient="postmaster@b.test") == "DUNNO"
        assert client.ask(client_name="mx.other.test").startswith("DEFER_IF_PERMIT")
        clients.write_text("other.test\n")
        daemon.reload()
        assert client.ask(client_name="mx.other.test") == "DUNNO"
        assert client.ask(client_name="mx.good.test").startswith("DEFER_IF_PERMIT")
        clients.write_text("good.test\n/broken(/\n")
        daemon.reload()
        assert client.ask(client_name="mx.other.test") == "DUNNO"
    assert "HUP received: reloading whitelists..." in daemon.log()
    assert f"{clients} line 2: bad regular expression" in daemon.log()


def test_spawn_serves_one_connection_on_standard_input(sandbox):
    need("postfix")
    path = config(sandbox, sandbox / "unused")
    owner = pwd.getpwnam("nobody")
    master = ("policy unix - n n - 0 spawn user=nobody argv="
              f"{program('dovetail-policyd')} -c {path} --stdio\n")
    sandbox.folder("state", owner=(owner.pw_uid, owner.pw_gid))
    (sandbox / "policy.log").touch()
    os.chown(sandbox / "policy.log", owner.pw_uid, owner.pw_gid)
    postfix = sandbox.postfix(restrictions("unix:private/policy"), master)
    assert deliver(postfix).code == 450
    assert "action=greylist, reason=new" in (sandbox / "policy.log").read_text()
    assert postfix.warnings() == []


def test_wrong_settings_are_told_in_one_run(sandbox):
    path = config(sandbox, sandbox / "s", "greylist_delay = soon\ngreylist_action = 250\ngreylist_dely = 3s\n")
    outcome = subprocess.run([program("dovetail-policyd"), "-c", path, "--check"], capture_output=True, text=True,
                             timeout=20)
    assert outcome.returncode == 78
    lines = outcome.stderr.splitlines()
    for name in ("greylist_delay: ", "greylist_action: ", "greylist_dely "):
        assert any(line.startswith(f"{path}:") and name in line for line in lines), outcome.stderr


def test_the_lists_that_come_with_us_have_no_bad_line(sandbox):
    lists = Path(__file__).parents[3] / "packaging/greylist"
    sandbox.folder("db", owner=(65534, 65534))
    daemon = sandbox.daemon("dovetail-policyd", f"--unix={sandbox / 's'}", f"--whitelist-clients={lists / 'whitelist_clients'}",
                            f"--whitelist-recipients={lists / 'whitelist_recipients'}", f"--dbdir={sandbox / 'db'}",
                            "--user=65534", "--group=65534")
    names = [line for line in (lists / "whitelist_clients").read_text().splitlines()
             if line and line[0] not in "#/" and not line[0].isdigit() and ":" not in line]
    assert names
    with PolicyClient(sandbox / "s") as client:
        for name in names:
            assert client.ask(client_name=f"mx7.{name.split('#')[0].strip()}") == "DUNNO", name
        assert client.ask(recipient="postmaster@b.test") == "DUNNO"
        assert client.ask(recipient="abuse@b.test") == "DUNNO"
        assert client.ask().startswith("DEFER_IF_PERMIT")
    assert "line " not in daemon.log().replace("online", ""), daemon.log()


def test_senders_that_always_pass_and_clients_that_must_wait_each_time(sandbox):
    path = config(sandbox, sandbox / "s", f"""\
greylist_whitelist_senders = {sandbox.write("senders", "news.test" + chr(10) + "boss@a.test" + chr(10))}
greylist_never_auto_whitelist = {sandbox.write("never", "pool.test" + chr(10) + "192.0.2.128/25" + chr(10))}
greylist_auto_whitelist_clients = 1
""")
    sandbox.daemon("dovetail-policyd", "-c", path, env=OPTIONS)
    start = 1_700_000_000
    with PolicyClient(sandbox / "s") as client:
        assert client.ask(sender="x@list.news.test") == "DUNNO"
        assert client.ask(sender="Boss+tag@a.test") == "DUNNO"
        for address, name, trusted in (("192.0.2.1", "mx.a.test", True), ("192.0.2.2", "x.pool.test", False),
                                       ("192.0.2.200", "mx.a.test", False)):
            mail = dict(client_address=address, client_name=name, sender=f"{name}@a.test", instance=None)
            assert client.ask(**mail, policy_test_time=start).startswith("DEFER_IF_PERMIT")
            assert client.ask(**mail, policy_test_time=start + 300).startswith("PREPEND")
            reply = client.ask(**{**mail, "sender": "other@a.test"}, recipient=f"{name}@b.test", policy_test_time=start + 301)
            assert (reply == "DUNNO") == trusted, (address, name)
    log = (sandbox / "policy.log").read_text()
    assert "reason=sender whitelist" in log
    assert log.count("reason=client AWL") == 1


def test_the_clock_of_a_request_counts_only_where_tests_switch_it_on(sandbox):
    sandbox.folder("db", owner=(65534, 65534))
    sandbox.daemon("dovetail-policyd", f"--unix={sandbox / 's'}", f"--dbdir={sandbox / 'db'}", "--user=65534",
                   "--group=65534", "--greylist-text=%s left")
    with PolicyClient(sandbox / "s") as client:
        client.ask(policy_test_time=1_700_000_000)
        assert client.ask(policy_test_time=1_700_000_300).startswith("DEFER_IF_PERMIT 4.2.0 ")
