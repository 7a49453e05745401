# SPDX-License-Identifier: MIT
"""Signals, reload, notifications, watchdog, the admin socket."""
import json
import signal
import time

from frame import Peer, admin, status_of, write_config
from harness import wait_until


def test_term_finishes_what_is_in_work(sandbox):
    daemon = sandbox.daemon("dovetail-echod", "-c", write_config(sandbox))
    peer = Peer(sandbox / "run/echo")
    idle = Peer(sandbox / "run/echo")
    assert peer.ask("warm") == "warm"
    peer.send("slow 500\nafter\n")
    wait_until(lambda: json.loads(admin(sandbox / "run/echod.admin", "GET", "/status")[1])["echod"]["connections"] == 2)
    daemon.signal(signal.SIGTERM)
    assert idle.line() == ""
    assert peer.line() == "slept"
    assert peer.line() == "after"
    assert peer.line() == ""
    assert daemon.process.wait(10) == 0
    messages = daemon.notify.poll()
    assert messages.index("READY=1") < messages.index("STOPPING=1")


def test_a_request_that_has_arrived_before_term_is_answered(sandbox):
    daemon = sandbox.daemon("dovetail-echod", "-c", write_config(sandbox))
    peer = Peer(sandbox / "run/echo")
    late = Peer(sandbox / "run/echo")
    peer.send("busy 300\n")      # the loop sees nothing of what follows until it is over
    time.sleep(0.1)
    late.send("waiting\n")
    newcomer = Peer(sandbox / "run/echo")
    newcomer.send("hello\n")
    daemon.signal(signal.SIGTERM)
    assert peer.line() == "was busy"
    assert late.line() == "waiting"
    assert newcomer.line() == "hello"
    assert daemon.process.wait(10) == 0


def test_shutdown_timeout_and_the_second_signal_cut_work_off(sandbox):
    daemon = sandbox.daemon("dovetail-echod", "-c", write_config(sandbox, shutdown="300 ms"))
    peer = Peer(sandbox / "run/echo")
    peer.send("slow 15000\n")
    assert Peer(sandbox / "run/echo").ask("x") == "x"
    started = time.monotonic()
    daemon.signal(signal.SIGTERM)
    assert daemon.process.wait(10) == 75
    assert time.monotonic() - started < 5
    assert "work unfinished" in daemon.log()

    daemon = sandbox.daemon("dovetail-echod", "-c", write_config(sandbox), label="second")
    peer = Peer(sandbox / "run/echo")
    peer.send("slow 15000\n")
    assert Peer(sandbox / "run/echo").ask("x") == "x"
    daemon.signal(signal.SIGINT)
    daemon.wait_for(lambda: daemon.notify.says("STOPPING=1"), "STOPPING=1")
    daemon.signal(signal.SIGTERM)
    assert daemon.process.wait(5) == 75


def test_reload_takes_a_good_configuration_without_dropping_anybody(sandbox):
    daemon = sandbox.daemon("dovetail-echod", "-c", write_config(sandbox, greeting="one"))
    peer = Peer(sandbox / "run/echo")
    assert peer.ask("greeting") == "one"
    write_config(sandbox, greeting="two")
    daemon.reload()
    assert peer.ask("greeting") == "two"
    messages = daemon.notify.poll()
    assert "RELOADING=1" in messages
    assert any(m.startswith("MONOTONIC_USEC=") and int(m.split("=")[1]) > 0 for m in messages)
    assert "STATUS=configuration reloaded" in messages


def test_reload_with_errors_keeps_the_whole_old_state(sandbox):
    config = write_config(sandbox, greeting="one")
    daemon = sandbox.daemon("dovetail-echod", "-c", config)
    peer = Peer(sandbox / "run/echo")
    write_config(sandbox, greeting="two", patience="soon", more="nonsense_setting = 1\n")
    daemon.reload()
    assert peer.ask("greeting") == "one"
    assert "patience" in daemon.log() and "nonsense_setting" in daemon.log()
    assert any(m.startswith("STATUS=reload failed") for m in daemon.notify.poll())
    status = json.loads(admin(sandbox / "run/echod.admin", "GET", "/status")[1])
    assert status["last_reload"].startswith("failed")
    code, text = admin(sandbox / "run/echod.admin", "POST", "/reload")
    assert code == 422 and "nonsense_setting" in text
    config.unlink()
    daemon.reload()
    assert peer.ask("greeting") == "one"
    write_config(sandbox, greeting="three")
    assert admin(sandbox / "run/echod.admin", "POST", "/reload")[0] == 200
    assert peer.ask("greeting") == "three"


def test_changed_listeners_are_reported_as_needing_a_restart(sandbox):
    daemon = sandbox.daemon("dovetail-echod", "-c", write_config(sandbox))
    write_config(sandbox, extra="unix_listener more {\n    mode = 0600\n  }")
    daemon.reload()
    daemon.wait_for_log("listeners changed: takes effect with a restart")
    assert not (sandbox / "run/more").exists()


def test_watchdog_is_fed_while_the_loop_turns(sandbox):
    daemon = sandbox.daemon("dovetail-echod", "-c", write_config(sandbox), env={"WATCHDOG_USEC": "200000"})
    wait_until(lambda: daemon.notify.poll().count("WATCHDOG=1") >= 3)
    peer = Peer(sandbox / "run/echo")
    peer.send("busy 1000\n")
    time.sleep(0.2)
    before = daemon.notify.poll().count("WATCHDOG=1")
    time.sleep(0.5)
    assert daemon.notify.poll().count("WATCHDOG=1") <= before + 1
    assert peer.line() == "was busy"
    wait_until(lambda: daemon.notify.poll().count("WATCHDOG=1") >= before + 3)


def test_admin_socket(sandbox):
    daemon = sandbox.daemon("dovetail-echod", "-c", write_config(sandbox))
    path = sandbox / "run/echod.admin"
    assert path.stat().st_mode & 0o777 == 0o660
    assert path.stat().st_gid == 65534
    code, text = admin(path, "GET", "/status")
    status = json.loads(text)
    assert code == 200 and status["program"] == "dovetail-echod" and status["pid"] == daemon.pid
    assert admin(path, "POST", "/greet?text=bonjour")[0] == 200
    assert Peer(sandbox / "run/echo").ask("greeting") == "bonjour"
    assert admin(path, "GET", "/greet")[0] == 405
    assert admin(path, "GET", "/nothing")[0] == 404
    code, text = admin(path, "GET", "/metrics", {"Accept": "application/openmetrics-text"})
    assert code == 200 and text.endswith("# EOF\n") and "process_open_fds" in text
    assert "# EOF" not in admin(path, "GET", "/metrics")[1]


def test_metrics_listener_offers_metrics_alone(sandbox):
    import http.client
    from harness import free_port
    port = free_port()
    sandbox.daemon("dovetail-echod", "-c", write_config(sandbox, more=f"metrics_listener = 127.0.0.1:{port}\n"))
    for target, expected in (("/metrics", 200), ("/status", 404)):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", target)
        assert connection.getresponse().status == expected


def test_a_child_process_has_no_rights_and_no_descriptors(sandbox):
    daemon = sandbox.daemon("dovetail-echod", "-c", write_config(sandbox))
    shown = Peer(sandbox / "run/echo").ask("child /bin/cat")
    child = dict(part.split(":", 1) for part in shown.split(";") if ":" in part)
    assert child["Uid"].split() == ["65534"] * 4
    for kind in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
        assert int(child[kind].strip(), 16) == 0
    assert int(child["SigIgn"].strip(), 16) == 0 and int(child["SigBlk"].strip(), 16) == 0
    assert status_of(daemon.pid)["SigIgn"] != "0000000000000000"  # SIGPIPE, in the daemon itself


def test_an_exception_in_a_session_costs_that_connection_alone(sandbox):
    daemon = sandbox.daemon("dovetail-echod", "-c", write_config(sandbox))
    other = Peer(sandbox / "run/echo")
    assert Peer(sandbox / "run/echo").ask("throw") == ""
    assert other.ask("alive") == "alive"
    daemon.wait_for_log("asked to throw")


def test_silent_and_flooding_peers(sandbox):
    sandbox.daemon("dovetail-echod", "-c", write_config(sandbox, patience="300 ms"))
    silent = Peer(sandbox / "run/echo")
    assert silent.line() == "timeout"
    assert silent.line() == ""
    long = Peer(sandbox / "run/echo")
    long.send("x" * 5000)
    assert long.line() == "too long"
    assert long.line() == ""


def test_big_answers_to_a_slow_reader(sandbox):
    sandbox.daemon("dovetail-echod", "-c", write_config(sandbox))
    peer = Peer(sandbox / "run/echo")
    peer.send("big 3000000\n" * 5 + "quit\n")
    time.sleep(0.3)
    for _ in range(5):
        assert len(peer.line()) == 3_000_000
    assert peer.line() == "bye"


def test_hoarded_connections_cost_neither_descriptors_nor_answers(sandbox):
    import socket
    from pathlib import Path
    from harness import free_port
    port = free_port()
    daemon = sandbox.daemon("dovetail-echod", "-c", write_config(sandbox, more=f"metrics_listener = 127.0.0.1:{port}\n"))
    path = sandbox / "run/echod.admin"
    assert admin(path, "GET", "/status")[0] == 200
    before = len(list(Path(f"/proc/{daemon.pid}/fd").iterdir()))
    hoard = []
    for number in range(2000):
        unix = socket.socket(socket.AF_UNIX)
        unix.connect(str(path))
        hoard.append(unix)
        hoard.append(socket.create_connection(("127.0.0.1", port)))
        if number % 2:
            hoard[-1].sendall(b"GET /metrics HT")
    assert Peer(sandbox / "run/echo").ask("x") == "x"
    code, text = admin(path, "GET", "/metrics")
    assert code == 200
    assert len(list(Path(f"/proc/{daemon.pid}/fd").iterdir())) <= before + 2 * 64 + 2
    assert json.loads(admin(path, "GET", "/status")[1])["program"] == "dovetail-echod"
    for one in hoard:
        one.close()
    assert daemon.stop() == 0
