# SPDX-License-Identifier: MIT
"""A private MariaDB server on a unix socket and a loopback port."""
import shutil
import subprocess
from pathlib import Path

from .process import Process
from .tools import answers, find, free_port


class MariaDb:
    def __init__(self, folder: Path, name: str = "db", options: list[str] | None = None, start: bool = True,
                 account: str = "root"):
        self.root = folder / name
        self.data = self.root / "data"
        self.socket = str(self.root / "s")
        self.port = free_port()
        self._options = options or []
        self._account = account  # what the server runs as
        self.process: Process | None = None
        self.root.mkdir(parents=True)
        self.root.chmod(0o755)
        shutil.chown(self.root, account)
        made = subprocess.run([find("mariadb-install-db"), "--no-defaults", f"--datadir={self.data}",
                               f"--user={account}", "--auth-root-authentication-method=normal", "--skip-test-db",
                               "--innodb-use-native-aio=OFF"],
                              capture_output=True, text=True, stdin=subprocess.DEVNULL)
        assert made.returncode == 0, made.stdout + made.stderr
        if start:
            self.start()

    def start(self, *options: str, seconds: float = 60) -> "MariaDb":
        """options: for this start only."""
        self.process = Process("mariadbd", [
            find("mariadbd"), "--no-defaults", f"--datadir={self.data}", f"--socket={self.socket}",
            f"--user={self._account}", f"--port={self.port}", "--bind-address=127.0.0.1", f"--pid-file={self.root}/pid", "--skip-name-resolve",
            "--innodb-buffer-pool-size=64M", "--innodb-log-file-size=16M", "--innodb-flush-log-at-trx-commit=2",
            "--performance-schema=OFF", "--innodb-use-native-aio=OFF", "--character-set-server=utf8mb4", *self._options,
            *options], self.root)
        self.process.wait_for(lambda: answers(self.socket), "socket of mariadbd", seconds)
        return self

    def stop(self) -> None:
        if self.process:
            self.process.stop(60)
            self.process = None

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process = None

    def sql(self, text: str, database: str = "") -> str:
        """Runs statements as root; the rows, tab separated."""
        outcome = subprocess.run([find("mariadb"), "--no-defaults", f"--socket={self.socket}", "-uroot", "-N", "-B",
                                  database], input=text, capture_output=True, text=True)
        assert outcome.returncode == 0, outcome.stderr
        return outcome.stdout
