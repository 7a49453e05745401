# SPDX-License-Identifier: MIT
"""A folder of the test's own and everything started in it, ended in reverse order."""
import contextlib
import os
import shutil
import signal
import tempfile
import threading
from pathlib import Path

from .daemon import Daemon
from .dovecot import Dovecot
from .galera import Galera
from .mariadb import MariaDb
from .postfix import Postfix
from .process import Process


@contextlib.contextmanager
def whole():
    """What happens inside is not cut by a signal; one that comes meanwhile is heard afterwards."""
    if threading.current_thread() is not threading.main_thread():  # others hear no signals
        yield
        return
    heard = []
    handlers = {number: signal.signal(number, lambda number, _: heard.append(number))
                for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        for number in heard[:1]:
            signal.raise_signal(number)


class Sandbox:
    def __init__(self):
        # Short: unix socket paths may have 107 bytes. Open to enter: daemons run under other ids.
        self.path = Path(tempfile.mkdtemp(prefix="dvt-"))
        os.chmod(self.path, 0o755)
        self._running: list = []

    def __truediv__(self, name: str) -> Path:
        return self.path / name

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def folder(self, name: str, mode: int = 0o755, owner: tuple[int, int] | None = None) -> Path:
        path = self.path / name
        path.mkdir(parents=True, exist_ok=True)
        os.chmod(path, mode)
        if owner:
            os.chown(path, *owner)
        return path

    def write(self, name: str, text: str | bytes, mode: int = 0o644,
              owner: tuple[int, int] | None = None) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        os.chmod(path, mode)
        if owner:
            os.chown(path, *owner)
        return path

    def _keep(self, server):
        self._running.append(server)
        return server

    def process(self, name: str, argv: list[str], **options) -> Process:
        with whole():  # between its start and our list nobody would end it
            return self._keep(Process(name, argv, self.path, **options))

    def daemon(self, name: str, *arguments, ready: bool = True, **options) -> Daemon:
        """One of our daemons, ready to serve. `label` tells two instances of one program apart."""
        with whole():
            server = self._keep(Daemon(name, [str(a) for a in arguments], self.path, **options))
        return server.wait_ready() if ready else server

    def postfix(self, main: dict | None = None, master: str = "", **options) -> Postfix:
        return self._keep(Postfix(self.path, main or {}, master, **options))

    def dovecot(self, configuration: str, **options) -> Dovecot:
        return self._keep(Dovecot(self.path, configuration, **options))

    def mariadb(self, **options) -> MariaDb:
        return self._keep(MariaDb(self.path, **options))

    def galera(self) -> Galera:
        return self._keep(Galera(self.path)).start()

    def close(self) -> None:
        for server in reversed(self._running):
            try:
                server.stop()
            except Exception as problem:  # one that does not stop must not keep the others running
                print(f"stopping {server}: {problem}")
        self._running.clear()
        if os.environ.get("DOVETAIL_KEEP") == "1":
            print(f"kept: {self.path}")
        else:
            shutil.rmtree(self.path, ignore_errors=True)
