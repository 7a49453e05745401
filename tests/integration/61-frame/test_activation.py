# SPDX-License-Identifier: MIT
"""Sockets handed over as systemd does it (sd_listen_fds(3))."""
import signal
import socket
import threading

from frame import Peer, admin, write_config
from harness.activation import activated as start_activated
from harness.activation import listening


def activated(sandbox, config, sockets: dict, **options):
    return start_activated(sandbox, "dovetail-echod", config, sockets, **options)


def test_matched_by_path(sandbox):
    config = write_config(sandbox)
    sock = listening(sandbox / "run/echo")
    daemon = activated(sandbox, config, {"whatever": sock})
    assert Peer(sandbox / "run/echo").ask("peer").endswith("by echo type echo")
    assert daemon.stop() == 0
    assert (sandbox / "run/echo").exists()  # the service manager's, not ours to remove


def test_matched_by_name(sandbox):
    config = write_config(sandbox)
    daemon = activated(sandbox, config, {"echo": listening(sandbox / "elsewhere")})
    assert Peer(sandbox / "elsewhere").ask("peer").endswith("by echo type echo")
    assert not (sandbox / "run/echo").exists()  # handed-over sockets replace all listeners of the file
    assert daemon.stop() == 0


def test_one_that_no_block_describes(sandbox):
    activated(sandbox, write_config(sandbox), {"other": listening(sandbox / "elsewhere")})
    assert Peer(sandbox / "elsewhere").ask("peer").endswith("by other type ")


def test_mode_0_still_gives_type_and_options(sandbox):
    config = write_config(sandbox)
    config.write_text(config.read_text().replace("mode = 0666", "mode = 0"))
    activated(sandbox, config, {"x": listening(sandbox / "run/echo")})
    assert Peer(sandbox / "run/echo").ask("peer").endswith("by echo type echo")


def test_the_admin_socket_is_handed_over_by_its_name(sandbox):
    config = write_config(sandbox)
    activated(sandbox, config, {"admin": listening(sandbox / "adm"), "echo": listening(sandbox / "run/echo")})
    assert admin(sandbox / "adm", "GET", "/status")[0] == 200
    assert not (sandbox / "run/echod.admin").exists()
    assert Peer(sandbox / "run/echo").ask("x") == "x"


def test_variables_for_another_process_are_ignored(sandbox):
    sandbox.daemon("dovetail-echod", "-c", write_config(sandbox),
                   env={"LISTEN_PID": "1", "LISTEN_FDS": "1", "LISTEN_FDNAMES": "echo"})
    assert Peer(sandbox / "run/echo").ask("own") == "own"


def test_restarts_under_load_refuse_and_cut_nothing(sandbox):
    config = write_config(sandbox)
    path = sandbox / "run/echo"
    sock = listening(path)
    over = threading.Event()
    counts = {"answered": 0, "cut": 0, "refused": 0}

    def client():
        while not over.is_set():
            try:
                peer = Peer(path)
                for _ in range(20):
                    peer.send("word\n")
                    if peer.line() == "word":
                        counts["answered"] += 1
                    else:
                        break  # closed between two requests: ask again on a new connection
                peer.close()
            except ConnectionRefusedError:
                counts["refused"] += 1
            except ConnectionResetError:
                counts["cut"] += 1
            except BrokenPipeError:
                pass

    def one_shot():
        while not over.is_set():
            try:
                peer = Peer(path)
                peer.send("word\n")
                peer.socket.shutdown(socket.SHUT_WR)
                if peer.line() != "word":
                    counts["cut"] += 1
                else:
                    counts["answered"] += 1
                peer.close()
            except OSError:
                counts["refused"] += 1

    daemon = activated(sandbox, config, {"echo": sock}, label="run0")
    threads = [threading.Thread(target=client) for _ in range(2)] + [threading.Thread(target=one_shot) for _ in range(2)]
    for thread in threads:
        thread.start()
    for turn in range(1, 6):
        before = counts["answered"]
        while counts["answered"] < before + 200:
            assert daemon.running()
        daemon.signal(signal.SIGTERM)
        assert daemon.process.wait(20) == 0
        daemon = activated(sandbox, config, {"echo": sock}, label=f"run{turn}")
    over.set()
    for thread in threads:
        thread.join()
    assert (counts["refused"], counts["cut"]) == (0, 0)
