# SPDX-License-Identifier: MIT
"""One of our daemons, started in the foreground and waited for by sd_notify's READY=1."""
import signal
from pathlib import Path

from .process import NotifySocket, Process
from .tools import program


class Daemon(Process):
    def __init__(self, name: str, arguments: list[str], folder: Path, label: str | None = None,
                 env: dict | None = None, **options):
        self.label = label or name
        self.notify = NotifySocket(folder / f"{self.label}.notify")
        super().__init__(self.label, [program(name), *arguments], folder,
                         {"NOTIFY_SOCKET": str(self.notify.path), **(env or {})}, **options)

    def wait_ready(self, seconds: float = 20.0) -> "Daemon":
        self.wait_for(lambda: self.notify.says("READY=1"), "READY=1", seconds)
        return self

    def reload(self, seconds: float = 10.0) -> None:
        """SIGHUP, and the READY=1 that ends the reload (also of one that kept the old state)."""
        before = self.notify.poll().count("READY=1")
        self.signal(signal.SIGHUP)
        self.wait_for(lambda: self.notify.poll().count("READY=1") > before, "end of reload", seconds)

    def stop(self, seconds: float = 20.0) -> int:
        status = super().stop(seconds)
        self.notify.close()
        return status
