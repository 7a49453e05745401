# SPDX-License-Identifier: MIT
"""A private Exim from Debian's packages, only unpacked: installing it would remove Postfix."""
import os
import subprocess
from pathlib import Path

import pytest

from .smtp import SmtpClient
from .tools import answers, free_port, need

UID = 4747  # Exim looks up its compiled-in user: a copy of passwd, seen by it alone, has it
HEAD = """\
primary_hostname = mx.ex.test
daemon_smtp_ports = {port}
local_interfaces = 127.0.0.1
spool_directory = {folder}/exim-spool
log_file_path = {folder}/exim-log/%slog
pid_file_path = {folder}/exim.pid
keep_environment =
never_users =
"""


def unpack(folder: Path, packages: list[str]) -> Path:
    """The packages' files under a folder of the test; skips aloud where they cannot be had."""
    need("apt-get", "dpkg-deb", "unshare")
    os.chmod(folder, 0o777)
    got = subprocess.run(["apt-get", "download", *packages], cwd=folder, capture_output=True, text=True)
    if got.returncode != 0:
        pytest.skip("Exim's packages cannot be downloaded: " + got.stderr.strip().splitlines()[-1])
    for package in folder.glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", str(package), str(folder / "root")], check=True)
    os.chmod(folder, 0o755)
    return folder / "root"


class Exim:
    """`configuration` is what follows the common head."""

    def __init__(self, sandbox, configuration: str, packages=("exim4-daemon-heavy", "exim4-base", "libspf2-2")):
        root = unpack(sandbox.folder("exim-packages"), list(packages))
        self.folder, self.port = sandbox.path, free_port()
        for name in ("exim-spool", "exim-log"):
            sandbox.folder(name, 0o750, (UID, UID))
        config = sandbox.write("exim.conf", HEAD.format(port=self.port, folder=sandbox.path) + configuration)
        passwd = sandbox.write("exim-passwd", Path("/etc/passwd").read_text() +
                               f"Debian-exim:x:{UID}:{UID}::/nonexistent:/bin/false\n")
        group = sandbox.write("exim-group", Path("/etc/group").read_text() + f"Debian-exim:x:{UID}:\n")
        libraries = ":".join(sorted({str(path.parent) for path in root.rglob("*.so.*")}))
        self.process = sandbox.process("exim", [
            "unshare", "-m", "sh", "-c", f"mount --bind {passwd} /etc/passwd && mount --bind {group} /etc/group && "
            f"exec {root}/usr/sbin/exim4 -C {config} -bdf"], env={"LD_LIBRARY_PATH": libraries})
        self.process.wait_for(lambda: answers(("127.0.0.1", self.port)), "Exim's port")

    def log(self) -> str:
        return "".join(path.read_text() for path in (self.folder / "exim-log").iterdir())

    def client(self) -> SmtpClient:
        return SmtpClient(self.port)
