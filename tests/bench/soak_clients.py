# SPDX-License-Identifier: MIT
"""Long run of dovetail-echod: thousands of idle connections, slow readers, clients that vanish; memory must level off.

    soak_clients.py BIN_FOLDER [IDLE [SECONDS]]
"""
import os
import random
import resource
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CONFIG = """\
base_dir = {root}
log_path = {root}/log
admin_socket =
default_internal_user = 65534
patience = 600 s
service auth {{
  unix_listener echo {{
    mode = 0666
  }}
}}
"""


def resident_kib(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


def connect(path: str) -> socket.socket:
    peer = socket.socket(socket.AF_UNIX)
    peer.connect(path)
    return peer


def ask(peer: socket.socket, line: bytes) -> bytes:
    peer.sendall(line + b"\n")
    answer = b""
    while not answer.endswith(b"\n"):
        part = peer.recv(65536)
        assert part, "closed"
        answer += part
    return answer[:-1]


def burst(path: str, seconds: float) -> int:
    """Active clients among the idle ones: asks, vanishes in the middle of answers, never reads some."""
    end = time.monotonic() + seconds
    done = 0
    while time.monotonic() < end:
        peer = connect(path)
        kind = random.random()
        if kind < 0.7:
            for _ in range(50):
                assert ask(peer, b"word") == b"word"
            done += 50
        elif kind < 0.85:
            peer.sendall(b"big 2000000\nslow 1\n")
            peer.recv(1000)
        else:
            peer.sendall(b"x" * random.randrange(1, 3000))
        peer.close()
    return done


def main() -> int:
    binary = Path(sys.argv[1]) / "dovetail-echod"
    idle = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 60
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with tempfile.TemporaryDirectory(prefix="dvt-soak-") as root:
        os.chmod(root, 0o777)
        config = Path(root) / "dovetail.conf"
        config.write_text(CONFIG.format(root=root))
        daemon = subprocess.Popen([str(binary), "-c", str(config)])
        path = f"{root}/echo"
        while not os.path.exists(path):
            time.sleep(0.05)
        time.sleep(0.2)
        before = resident_kib(daemon.pid)
        started = time.monotonic()
        peers = [connect(path) for _ in range(min(idle, 9_900))]
        assert ask(peers[-1], b"last") == b"last"
        loaded = resident_kib(daemon.pid)
        print(f"{len(peers)} idle connections in {time.monotonic() - started:.1f} s: "
              f"{(loaded - before) * 1024 / len(peers):.0f} bytes each")
        levels = []
        for _ in range(6):
            answers = burst(path, seconds / 6)
            levels.append(resident_kib(daemon.pid))
            print(f"{answers / (seconds / 6):.0f} answers/s beside them, resident {levels[-1]} KiB", flush=True)
        for peer in random.sample(peers, 1000):
            assert ask(peer, b"still here") == b"still here"
        for peer in peers:
            peer.close()
        daemon.terminate()
        status = daemon.wait(30)
        print(f"exit status {status}, growth from the second to the last round {levels[-1] - levels[1]} KiB")
        return 0 if status == 0 and levels[-1] - levels[1] < 2048 else 1


if __name__ == "__main__":
    sys.exit(main())
