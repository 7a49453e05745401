# SPDX-License-Identifier: MIT
"""A private Galera cluster on loopback: two MariaDB nodes and an arbitrator that only votes."""
from pathlib import Path

from .mariadb import MariaDb
from .process import Process
from .tools import find, free_port, wait_until

PROVIDER = Path("/usr/lib/galera/libgalera_smm.so")
_NAME = "dovetail-test"


class Galera:
    def __init__(self, folder: Path):
        self.folder = folder
        self.ports = [free_port() for _ in range(3)]  # of the group's own talk: two nodes, the arbitrator
        # Not as root: the rsync that copies a node's data gives up root's rights by itself, to nobody's.
        self.nodes = [MariaDb(folder, f"node{number}", self._options(number), start=False, account="mysql")
                      for number in range(2)]
        self.arbitrator: Process | None = None

    def _address(self) -> str:
        return "gcomm://" + ",".join(f"127.0.0.1:{port}" for port in self.ports)

    def _options(self, number: int) -> list[str]:
        port, transfer, increments = self.ports[number], free_port(), free_port()
        return ["--wsrep-on=ON", f"--wsrep-provider={PROVIDER}", f"--wsrep-cluster-name={_NAME}",
                f"--wsrep-cluster-address={self._address()}", f"--wsrep-node-address=127.0.0.1:{port}",
                f"--wsrep-provider-options=gmcast.listen_addr=tcp://127.0.0.1:{port};"
                f"ist.recv_addr=127.0.0.1:{increments};gcache.size=16M;pc.recovery=false",
                "--wsrep-sst-method=rsync", f"--wsrep-sst-receive-address=127.0.0.1:{transfer}",
                "--binlog-format=ROW", "--innodb-autoinc-lock-mode=2"]

    def start(self) -> "Galera":
        """The first node founds the group; the second one copies its data."""
        first, second = self.nodes
        first.start("--wsrep-new-cluster")
        self.wait_synced(first, 1)
        self.arbitrator = Process("garbd", [
            find("garbd"), f"--address={self._address()}", f"--group={_NAME}", "--name=arbitrator",
            f"--options=gmcast.listen_addr=tcp://127.0.0.1:{self.ports[2]};pc.recovery=false"], self.folder)
        self.wait_synced(first, 2)
        second.start(seconds=120)
        self.wait_synced(second, 3)
        return self

    def wait_synced(self, node: MariaDb, members: int, seconds: float = 90) -> None:
        def state() -> bool:
            rows = dict(line.split("\t", 1) for line in node.sql("SHOW STATUS LIKE 'wsrep\\_%'").splitlines())
            return rows["wsrep_local_state_comment"] == "Synced" and rows["wsrep_cluster_size"] == str(members)
        wait_until(state, seconds, f"a synced cluster of {members}", 0.2)

    def stop(self) -> None:
        if self.arbitrator:
            self.arbitrator.stop()
        for node in reversed(self.nodes):
            node.stop()
