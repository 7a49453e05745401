# SPDX-License-Identifier: MIT
"""Every daemon, started by socket activation, is restarted ten times under load: no request is refused or cut.

Postfix keeps its connections for many requests. It asks again on a new connection when a request cannot be *written*;
a request that was written must be answered: for smtpd's SASL client an end of file then is a failed login.
"""
import base64
import itertools
import signal
import socket
import threading
import time

import pytest

from harness.activation import activated, listening
from harness.tools import binary_folder

RESTARTS = 10
COMMON = "log_path = /dev/stderr\nadmin_socket =\ndefault_internal_user = 65534\ndefault_internal_group = 65534\n"


class Cut(Exception):
    pass


class Connection:
    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(30)
        self.socket.connect(str(path))
        self.buffer = b""

    def until(self, end: bytes) -> bytes:
        """Bytes up to and with `end`."""
        while end not in self.buffer:
            part = self.socket.recv(65536)
            if not part:
                raise Cut(self.buffer)
            self.buffer += part
        answer, _, self.buffer = self.buffer.partition(end)
        return answer + end

    def ask(self, request: bytes, end: bytes) -> bytes | None:
        """The answer; None if the request could not be written."""
        try:
            self.socket.sendall(request)
        except BrokenPipeError:
            return None
        return self.until(end)


def policy(path):
    connection = Connection(path)
    request = ("request=smtpd_access_policy\nprotocol_state=RCPT\nsender=s@a.test\nrecipient=r@b.test\n"
               "client_name=c.test\nclient_address=192.0.2.1\n\n").encode()
    while True:
        yield connection.ask(request, b"\n\n"), b"action="


def table(path):
    connection = Connection(path)
    while True:
        yield connection.ask(b"10:t somebody,", b","), b"8:OK value"


def base64_of(text: bytes) -> str:
    return base64.b64encode(text).decode()


def auth(path):
    """PLAIN, whose request holds everything, and LOGIN, which goes back and forth twice."""
    connection = Connection(path)
    connection.until(b"DONE\n")
    hello = "VERSION\t1\t0\nCPID\t1\n"
    for number in itertools.count(1):
        mechanism = "LOGIN" if number % 2 else f"PLAIN\tresp={base64_of(b'%salice%spw' % (bytes(1), bytes(1)))}"
        name, _, response = mechanism.partition("\t")
        request = f"{hello}AUTH\t{number}\t{name}\tservice=smtp\tnologin" + (f"\t{response}" if response else "")
        hello = ""
        answer = connection.ask(request.encode() + b"\n", b"\n")
        for word in (b"alice", b"pw") if name == "LOGIN" and answer else ():
            answer = connection.ask(f"CONT\t{number}\t{base64_of(word)}\n".encode(), b"\n")
            if answer is None:
                raise Cut("between a challenge and its response")
        yield answer, b"OK\t"


def setup_policyd(sandbox, path):
    sandbox.folder("state", owner=(65534, 65534))
    return f"""greylist_database = {sandbox.path}/state/greylist.db
greylist_whitelist_clients =
greylist_whitelist_recipients =
service policy {{
  unix_listener {path} {{
    mode = 0666
  }}
}}
"""


def setup_tabled(sandbox, path):
    sandbox.write("cf.d/t.cf", f"dbpath = {sandbox.path}/t.db\nquery = SELECT 'value' WHERE '%s' <> ''\n")
    import sqlite3
    sqlite3.connect(sandbox / "t.db").executescript("CREATE TABLE t (x);")
    (sandbox / "t.db").chmod(0o644)
    return f"""tables_dir = {sandbox.path}/cf.d
service tables {{
  unix_listener {path} {{
    mode = 0666
  }}
}}
"""


def setup_authd(sandbox, path):
    users = sandbox.write("users", "alice:{PLAIN}pw:5000:5000::/home/alice::\n")
    return f"""auth_mechanisms = plain login
passdb {{
  driver = passwd-file
  args = {users}
}}
service auth {{
  unix_listener {path} {{
    mode = 0666
    type = auth
  }}
}}
"""


SERVICES = {"dovetail-policyd": (setup_policyd, policy), "dovetail-tabled": (setup_tabled, table),
            "dovetail-authd": (setup_authd, auth)}


class Load:
    """Clients that ask without pause until told to end."""

    def __init__(self, path, conversation, clients: int = 4):
        self.answers = 0
        self.problems: list[str] = []
        self.over = threading.Event()
        self._path, self._conversation = path, conversation
        self._threads = [threading.Thread(target=self._run) for _ in range(clients)]
        for thread in self._threads:
            thread.start()

    def _run(self):
        while not self.over.is_set():
            try:
                for answer, expected in self._conversation(self._path):
                    if answer is None:
                        break  # closed between two requests
                    if not answer.startswith(expected):
                        self.problems.append(f"wrong answer {answer!r}")
                    self.answers += 1
                    if self.over.is_set():
                        break
            except (Cut, OSError) as problem:
                self.problems.append(repr(problem))

    def wait_for_more(self, count: int, process) -> None:
        goal, end = self.answers + count, time.monotonic() + 60
        while self.answers < goal:
            assert process.running(), process.log()
            assert time.monotonic() < end, f"no answers: {self.problems[:3]}\n{process.log()}"
            time.sleep(0.01)

    def finish(self) -> None:
        self.over.set()
        for thread in self._threads:
            thread.join()


@pytest.mark.parametrize("name", SERVICES)
def test_restarts_under_load(sandbox, name):
    if not (binary_folder() / name).exists():
        pytest.skip(f"{name} is not built")
    setup, conversation = SERVICES[name]
    path = sandbox.folder("run") / "s"
    config = sandbox.write("dovetail.conf", COMMON + setup(sandbox, path))
    door = listening(path)
    daemon = activated(sandbox, name, config, {"s": door}, label="run0")
    load = Load(path, conversation)
    try:
        for turn in range(1, RESTARTS + 1):
            load.wait_for_more(100, daemon)
            daemon.signal(signal.SIGTERM)
            assert daemon.process.wait(20) == 0, daemon.log()
            daemon = activated(sandbox, name, config, {"s": door}, label=f"run{turn}")
        load.wait_for_more(100, daemon)
    finally:
        load.finish()
    assert load.problems == []


@pytest.mark.parametrize("name", SERVICES)
def test_reloads_under_load(sandbox, name):
    """Good and bad reloads in turn while clients ask: nobody notices."""
    if not (binary_folder() / name).exists():
        pytest.skip(f"{name} is not built")
    setup, conversation = SERVICES[name]
    path = sandbox.folder("run") / "s"
    good = COMMON + setup(sandbox, path)
    config = sandbox.write("dovetail.conf", good)
    daemon = activated(sandbox, name, config, {"s": listening(path)})
    load = Load(path, conversation, clients=3)
    try:
        for turn in range(6):
            load.wait_for_more(50, daemon)
            config.write_text(good if turn % 2 else good + "nonsense_setting = 1\n")
            before = daemon.notify.poll().count("READY=1")
            daemon.signal(signal.SIGHUP)
            daemon.wait_for(lambda: daemon.notify.poll().count("READY=1") > before, "end of reload")
        load.wait_for_more(50, daemon)
    finally:
        load.finish()
    assert load.problems == []
    assert "nonsense_setting" in daemon.log()
    assert daemon.stop() == 0
