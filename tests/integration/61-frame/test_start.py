# SPDX-License-Identifier: MIT
"""How a daemon starts, and how it refuses to."""
import os
import socket
import subprocess

from frame import Peer, status_of, write_config
from harness import program


def run(*arguments, **options):
    return subprocess.run([program("dovetail-echod"), *map(str, arguments)], capture_output=True, text=True,
                          timeout=20, stdin=subprocess.DEVNULL, **options)


def test_serves_on_its_own_socket(sandbox):
    config = write_config(sandbox)
    daemon = sandbox.daemon("dovetail-echod", "-c", config)
    peer = Peer(sandbox / "run/echo")
    assert peer.ask("one") == "one"
    assert peer.ask("peer").startswith(f"unix pid={os.getpid()} uid={os.getuid()} by echo type echo")
    assert (sandbox / "run/echo").stat().st_mode & 0o777 == 0o666
    assert daemon.stop() == 0


def test_root_is_dropped_for_ever(sandbox):
    daemon = sandbox.daemon("dovetail-echod", "-c", write_config(sandbox))
    status = status_of(daemon.pid)
    assert status["Uid"].split() == ["65534"] * 4
    assert status["Gid"].split() == ["65534"] * 4
    assert status["Groups"] == ""
    for kind in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert int(status[kind], 16) == 0, kind


def test_all_problems_in_one_run(sandbox):
    config = write_config(sandbox, patience="soon", more="greting = x\nshutdown_timeout = never\n")
    done = run("-c", config)
    assert done.returncode == 78
    for expected in ("patience", "greting", "shutdown_timeout"):
        assert expected in done.stderr, done.stderr
    assert f"{config}:" in done.stderr
    assert not (sandbox / "run/echo").exists()
    assert run("-c", config, "--check").returncode == 78


def test_check_and_print(sandbox):
    config = write_config(sandbox, greeting="salut")
    done = run("--check", "--config", config)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert run("-t", "-c", sandbox / "missing.conf").returncode == 66
    shown = run("-n", "-c", config).stdout
    assert "greeting = salut\n" in shown and "service auth {\n" in shown
    assert "instance_name" not in shown  # as doveconf -n: what differs from its default
    assert run("--print-config", "-c", config).returncode == 0


def test_usage():
    assert run("--help").returncode == 0
    assert "--print-config" in run("--help").stdout
    assert run("--version").stdout.startswith("dovetail-echod ")
    wrong = run("--nonsense")
    assert wrong.returncode == 64 and "--nonsense" in wrong.stderr
    assert run("-c").returncode == 64
    forgotten = run("/etc/dovecot/dovecot.conf")
    assert forgotten.returncode == 64 and "given by -c FILE" in forgotten.stderr


def test_a_dead_socket_is_replaced_a_living_one_is_not(sandbox):
    config = write_config(sandbox)
    first = sandbox.daemon("dovetail-echod", "-c", config)
    second = run("-c", config)
    assert second.returncode != 0
    assert "another program answers" in second.stderr and "dovetail systemd sockets" in second.stderr
    assert Peer(sandbox / "run/echo").ask("still") == "still"
    first.kill()
    assert (sandbox / "run/echo").exists()
    sandbox.daemon("dovetail-echod", "-c", config, label="third")
    assert Peer(sandbox / "run/echo").ask("again") == "again"


def test_two_instances_side_by_side(sandbox):
    config = write_config(sandbox)
    sandbox.daemon("dovetail-echod", "-c", config)
    text = config.read_text().replace("/run/", "/run2/").replace(f"{sandbox.path}/run\n", f"{sandbox.path}/run2\n")
    sandbox.folder("run2")
    second = sandbox.write("second.conf", text)
    sandbox.daemon("dovetail-echod", "-c", second, label="second")
    assert Peer(sandbox / "run/echo").ask("a") == "a"
    assert Peer(sandbox / "run2/echo").ask("b") == "b"


def test_inet_listener(sandbox):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = write_config(sandbox, extra=f"inet_listener tcp {{\n    address = 127.0.0.1\n    port = {port}\n  }}")
    sandbox.daemon("dovetail-echod", "-c", config)
    peer = Peer(("127.0.0.1", port))
    assert peer.ask("peer").startswith("127.0.0.1:")


def test_an_unknown_user_is_a_start_error(sandbox):
    config = write_config(sandbox, more="default_internal_user = no_such_user\n")
    done = run("-c", config)
    assert done.returncode == 71 and "no_such_user" in done.stderr


def test_root_itself_is_refused(sandbox):
    config = write_config(sandbox, more="default_internal_user = root\n")
    assert "refusing to run as root" in run("-c", config).stderr


def test_a_log_file_made_by_root_can_be_opened_again(sandbox):
    config = write_config(sandbox)
    folder = sandbox.folder("log", 0o755)
    (folder / "old.log").touch(0o666)
    folder.chmod(0o777)
    config.write_text(config.read_text().replace("log_path = /dev/stderr", f"log_path = {folder}/new.log"))
    daemon = sandbox.daemon("dovetail-echod", "-c", config)
    assert (folder / "new.log").stat().st_uid == 65534
    (folder / "new.log").rename(folder / "new.log.1")
    daemon.reload()
    assert "configuration reloaded" in (folder / "new.log.1").read_text() + (folder / "new.log").read_text()
    daemon.reload()
    line = (folder / "new.log").read_text().splitlines()[-1]
    assert line.endswith("dovetail-echod: configuration reloaded")
    assert "cannot open" not in daemon.log()


def test_without_a_folder_for_its_admin_socket_a_daemon_still_serves(sandbox):
    config = write_config(sandbox)
    config.write_text(config.read_text().replace("run/echod.admin", "no/such/folder/echod.admin"))
    daemon = sandbox.daemon("dovetail-echod", "-c", config)
    assert Peer(sandbox / "run/echo").ask("x") == "x"
    assert "going on without it" in daemon.log()


def test_root_without_a_user_to_become_is_refused(sandbox):
    config = write_config(sandbox, more="default_internal_user =\n")
    assert run("-c", config).returncode == 71


def test_a_daemon_needs_no_root(sandbox):
    config = write_config(sandbox)
    (sandbox / "run").chmod(0o777)
    daemon = sandbox.daemon("dovetail-echod", "-c", config, user=65534, group=65534, extra_groups=[])
    assert Peer(sandbox / "run/echo").ask("peer").endswith("by echo type echo")
    status = status_of(daemon.pid)
    assert status["Uid"].split() == ["65534"] * 4 and int(status["CapEff"], 16) == 0
    assert daemon.stop() == 0


def test_a_socket_with_owner_and_group(sandbox):
    config = write_config(sandbox)
    config.write_text(config.read_text().replace("mode = 0666", "mode = 0620\n    user = 12345\n    group = 54321"))
    sandbox.daemon("dovetail-echod", "-c", config)
    info = (sandbox / "run/echo").stat()
    assert (info.st_uid, info.st_gid, info.st_mode & 0o777) == (12345, 54321, 0o620)
    assert Peer(sandbox / "run/echo").ask("x") == "x"
