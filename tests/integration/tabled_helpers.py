# SPDX-License-Identifier: MIT
"""What the tests of dovetail-tabled share: the how-to's schema and files, a configuration, raw clients."""
import socket
import subprocess
from pathlib import Path

from harness.tools import find

# The how-to's schema, without what tables do not ask for. One password, not four.
SCHEMA = """
CREATE TABLE domain (id integer PRIMARY KEY, name varchar(128) NOT NULL UNIQUE, relay boolean NOT NULL DEFAULT true);
CREATE TABLE transport (id integer PRIMARY KEY, domain_id integer NOT NULL UNIQUE, type varchar(128) NOT NULL);
CREATE TABLE virtual_user (id integer PRIMARY KEY, domain_id integer NOT NULL, address varchar(255) NOT NULL UNIQUE,
  uid integer NOT NULL, gid integer NOT NULL, maildir varchar(255) NOT NULL);
CREATE TABLE virtual_alias_map (id integer PRIMARY KEY, domain_id integer NOT NULL,
  recipient varchar(255) NOT NULL UNIQUE, destination TEXT NOT NULL);
INSERT INTO domain VALUES (1, 'example.test', true), (2, 'other.test', true), (3, 'sub.example.test', false);
INSERT INTO transport VALUES (1, 1, 'discard:example'), (2, 2, 'discard:other');
INSERT INTO virtual_user VALUES (1, 1, 'ann@example.test', 107, 114, 'example.test/ann/'),
  (2, 1, 'bob@example.test', 107, 114, 'example.test/bob/'), (3, 2, 'cat@other.test', 5000, 5000, 'other.test/cat/');
INSERT INTO virtual_alias_map VALUES (1, 1, 'info@example.test', 'ann@example.test,bob@example.test'),
  (2, 2, '@other.test', 'cat@other.test'), (3, 1, 'old@example.test', 'cat@other.test');
"""

QUERIES = {
    "gid": "SELECT gid FROM virtual_user WHERE address = '%s'",
    "mailbox_dir": "SELECT maildir FROM virtual_user WHERE address = '%s'",
    "transport": "SELECT type FROM transport INNER JOIN domain ON (domain.id=domain_id) WHERE name='%s'",
    "uid": "SELECT uid FROM virtual_user WHERE address = '%s'",
    "virtual_alias": "SELECT destination FROM virtual_alias_map WHERE recipient = '%s'",
    "virtual_domains": "SELECT name FROM domain WHERE name = '%s' AND relay = true",
}


def make_mysql(database) -> None:
    """The how-to's database and account on a private server."""
    database.sql("CREATE DATABASE mail; GRANT ALL ON mail.* TO mail@localhost IDENTIFIED BY 'P4ssw0rd'; "
                 "GRANT ALL ON mail.* TO mail@127.0.0.1 IDENTIFIED BY 'P4ssw0rd'")
    database.sql(SCHEMA, "mail")


def mysql_head(database) -> str:
    return f"user = mail\npassword = P4ssw0rd\ndbname = mail\nhosts = unix:{database.socket}\n"


def make_sqlite(path: Path) -> None:
    import sqlite3
    with sqlite3.connect(path) as connection:
        connection.executescript(SCHEMA)
    connection.close()


def write_files(folder: Path, head: str, queries: dict | None = None) -> Path:
    """The how-to's six files (or others) below the folder."""
    folder.mkdir(exist_ok=True)
    for name, query in (queries or QUERIES).items():
        (folder / f"{name}.cf").write_text(f"{head}query = {query}\n")
    return folder


def start_tabled(sandbox, socket_path, extra: str = "", tables_dir="", label: str = "tabled", **options):
    """A daemon with one socketmap listener; `extra` goes into its configuration."""
    lines = [f"tables_dir = {tables_dir}" if tables_dir else "", f"admin_socket = {sandbox.path}/{label}.admin",
             "log_path = /dev/stderr", extra, "service tables {", "  user = 65534",
             f"  unix_listener {socket_path} {{", "    mode = 0666", "  }", "}"]
    path = sandbox.write(f"{label}.conf", "\n".join(lines) + "\n")
    return sandbox.daemon("dovetail-tabled", "-c", path, label=label, **options)


def postmap(table: str, keys: list[str] | str, config: Path | None = None, check: bool = False):
    """`postmap -q KEY` or `postmap -q -` with many keys: status, output, error output."""
    argv = [find("postmap")] + (["-c", str(config)] if config else [])
    if isinstance(keys, str):
        outcome = subprocess.run([*argv, "-q", keys, table], capture_output=True, check=check)
    else:
        outcome = subprocess.run([*argv, "-q", "-", table], input="\n".join(keys).encode() + b"\n",
                                 capture_output=True, check=check)
    return outcome.returncode, outcome.stdout, outcome.stderr


class Client:
    """A raw socketmap client."""

    def __init__(self, path, timeout: float = 20.0):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(timeout)
        self.socket.connect(str(path))
        self.buffer = b""

    @staticmethod
    def request(name: str, key: str | bytes) -> bytes:
        payload = name.encode() + b" " + (key.encode() if isinstance(key, str) else key)
        return b"%d:%s," % (len(payload), payload)

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def reply(self) -> bytes | None:
        """The next reply's payload; None at the end of the stream."""
        while True:
            head, colon, rest = self.buffer.partition(b":")
            if colon and len(rest) > int(head):
                size = int(head)
                assert rest[size:size + 1] == b","
                self.buffer = rest[size + 1:]
                return rest[:size]
            more = self.socket.recv(1 << 20)
            if not more:
                return None
            self.buffer += more

    def ask(self, name: str, key: str | bytes) -> str:
        self.send(self.request(name, key))
        reply = self.reply()
        return "closed" if reply is None else reply.decode("utf-8", "replace")

    def close(self) -> None:
        self.socket.close()


def wrapped(path, name: str) -> str:
    """Remedy A: Postfix derives the keys."""
    return f"unionmap:{{inline:{{x.invalid=x}},socketmap:unix:{path}:{name}}}"
