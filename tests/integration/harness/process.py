# SPDX-License-Identifier: MIT
"""One child process: started, waited for, ended by its pid; its output kept in a file."""
import os
import signal
import socket
import subprocess
from pathlib import Path

from .tools import wait_until


class Process:
    def __init__(self, name: str, argv: list[str], folder: Path, env: dict | None = None, **options):
        self.name = name
        self.log_path = folder / f"{name}.log"
        self._log = open(self.log_path, "ab")
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", **(env or {})}
        for kept in ("TZ", "ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS"):
            if kept in os.environ:
                environment.setdefault(kept, os.environ[kept])
        # A session of its own: Ctrl-C at the terminal reaches only us, and we end our servers in order.
        self.process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log,
                                        env=environment, cwd=folder, **{"start_new_session": True, **options})

    @property
    def pid(self) -> int:
        return self.process.pid

    def running(self) -> bool:
        return self.process.poll() is None

    def log(self) -> str:
        return self.log_path.read_text(errors="replace")

    def wait_for(self, condition, what: str, seconds: float = 20.0):
        """Waits for the condition; fails at once, with the log, if the process ends instead."""
        def alive_and_ready():
            if not self.running():
                raise AssertionError(f"{self.name} ended with {self.process.returncode}:\n{self.log()}")
            return condition()
        try:
            return wait_until(alive_and_ready, seconds, f"{self.name}: {what}")
        except TimeoutError as problem:
            raise TimeoutError(f"{problem}\n{self.log()}") from None

    def wait_for_log(self, text: str, seconds: float = 20.0) -> None:
        self.wait_for(lambda: text in self.log(), f"{text!r} in the log", seconds)

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    def kill(self) -> int:
        """SIGKILL, as a crash."""
        self.signal(signal.SIGKILL)
        return self.process.wait(10)

    def stop(self, seconds: float = 20.0) -> int:
        """SIGTERM and the exit status; SIGKILL when it does not obey."""
        if self.running():
            self.signal(signal.SIGTERM)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()
        self._log.close()
        return self.process.returncode


class NotifySocket:
    """The service manager's side of sd_notify(3)."""

    def __init__(self, path: Path):
        self.path = path
        self.messages: list[str] = []
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(path))
        os.chmod(path, 0o666)
        self._socket.setblocking(False)

    def poll(self) -> list[str]:
        """All messages so far."""
        while True:
            try:
                self.messages += self._socket.recv(65536).decode().split("\n")
            except BlockingIOError:
                return self.messages

    def says(self, message: str) -> bool:
        return message in self.poll()

    def close(self) -> None:
        self._socket.close()
        self.path.unlink(missing_ok=True)
