# SPDX-License-Identifier: MIT
"""`dovetail greylist …` with and without a running daemon; moving from Postgrey and back."""
import http.server
import json
import socketserver
import subprocess
import threading
import time

import pytest
from harness import need, program
from harness.policy import PolicyClient
from harness.tools import answers, find

OPTIONS = ["--user=65534", "--group=65534"]


@pytest.fixture
def place(sandbox):
    sandbox.folder("db", owner=(65534, 65534))
    return sandbox


def start(sandbox, *options, label="policyd"):
    return sandbox.daemon("dovetail-policyd", f"--unix={sandbox / 's'}", f"--dbdir={sandbox / 'db'}", *OPTIONS, *options,
                          label=label, env={"DOVETAIL_POLICY_TEST_TIME": "1"})


def greylist(sandbox, *words, status=0, stdin="") -> str:
    outcome = subprocess.run([program("dovetail"), "greylist", words[0], "--dbdir", sandbox / "db", *words[1:]],
                             input=stdin, capture_output=True, text=True, timeout=60)
    assert outcome.returncode == status, outcome
    return outcome.stdout


MAIL = ["--client", "192.0.2.10", "--sender", "s@a.test", "--recipient", "r@b.test"]


@pytest.mark.parametrize("running", [True, False])
def test_the_commands_about_one_mail(place, running):
    daemon = start(place)
    with PolicyClient(place / "s") as client:
        assert client.ask().startswith("DEFER_IF_PERMIT")
    if not running:
        daemon.stop()
    assert "greylisted: " in greylist(place, "explain", *MAIL)
    assert "192.0.2.0/s@a.test/r@b.test" in greylist(place, "list", "--waiting")
    assert "waits" in greylist(place, "show", *MAIL)
    assert "triplets                1\n" in greylist(place, "stats")
    assert greylist(place, "allow", *MAIL) == "allowed 192.0.2.0/s@a.test/r@b.test\n"
    assert "it did so before" in greylist(place, "explain", *MAIL)
    assert greylist(place, "list", "--waiting") == ""
    greylist(place, "allow", "--client", "198.51.100.7")
    assert "198.51.100.7" in greylist(place, "list", "--clients")
    assert "passes: the client is trusted" in greylist(place, "explain", "--client", "198.51.100.7")
    greylist(place, "forget", "--client", "198.51.100.7")
    assert greylist(place, "list", "--clients") == ""
    greylist(place, "forget", *MAIL)
    assert "not known" in greylist(place, "show", *MAIL, status=68)
    greylist(place, "show", "--client", "nonsense", status=64)
    if running:
        with PolicyClient(place / "s") as client:
            assert client.ask().startswith("DEFER_IF_PERMIT")


@pytest.mark.parametrize("options", [["--privacy"], ["--lookup-by-host"], ["--ipv4cidr=20"]])
def test_without_the_daemon_keys_and_times_are_still_its_own(place, options):
    lists = [f"--whitelist-clients={place.write('clients', 'good.test' + chr(10))}",
             f"--whitelist-recipients={place.write('recipients', '')}"]
    daemon = start(place, *options, "--delay=900", "--auto-whitelist-clients=9", *lists)
    with PolicyClient(place / "s") as client:
        assert client.ask().startswith("DEFER_IF_PERMIT")
    daemon.stop()
    assert " waits 1" in greylist(place, "show", *MAIL)  # 15 min, or 14 min and some seconds
    assert "client whitelist: good.test" in greylist(place, "whitelist", "mx.good.test")
    assert greylist(place, "forget", *MAIL).startswith("forgotten ")
    assert greylist(place, "forget", *MAIL, status=68).startswith("not known ")
    assert "triplets                0\n" in greylist(place, "stats")
    greylist(place, "allow", *MAIL)
    greylist(place, "allow", "--client", "198.51.100.7")
    start(place, *options, "--delay=900", "--auto-whitelist-clients=9", *lists, label="again")
    with PolicyClient(place / "s") as client:
        assert client.ask() == "DUNNO"
        assert client.ask(client_address="198.51.100.7") == "DUNNO"


def test_waiting_is_who_came_back_too_early_too(place):
    start(place, "--delay=600")
    with PolicyClient(place / "s") as client:
        for sender, times in (("once@a.test", [0]), ("early@a.test", [0, 90]), ("passed@a.test", [0, 600])):
            for seconds in times:
                client.ask(sender=sender, policy_test_time=1_700_000_000 + seconds)
    waiting = greylist(place, "list", "--waiting")
    assert "once@a.test" in waiting and "early@a.test" in waiting and "passed@a.test" not in waiting


@pytest.mark.parametrize("text,status", [(None, 66), ("greylist_delay = soon\n", 78), ("service {\n", 78)])
def test_a_configuration_that_cannot_be_read_asks_no_other_store(sandbox, text, status):
    path = sandbox / "d.conf"
    if text is not None:
        sandbox.write("d.conf", text)
    for words in (["list"], ["stats"], ["show", *MAIL], ["forget", *MAIL], ["export"], ["import"]):
        outcome = subprocess.run([program("dovetail"), "greylist", words[0], "-c", path, *words[1:]], input="",
                                 capture_output=True, text=True, timeout=60)
        assert outcome.returncode == status, (words, outcome)
        assert outcome.stdout == "" and str(path) in outcome.stderr


def test_a_dump_that_was_cut_is_imported_but_not_a_success(place):
    text = "VERSION=3\nformat=print\ntype=btree\nHEADER=END\n 192.0.2.0/s@a/r@b\n 1700000000,1700000300\n"
    assert greylist(place, "import", stdin=text, status=66) == "imported 1 triplets, 0 clients, skipped 0\n"
    assert greylist(place, "import", stdin=text + "DATA=END\n") == "imported 1 triplets, 0 clients, skipped 0\n"


def test_an_import_onto_a_disk_that_fills_up_is_not_a_success(place):
    """The store would go on in memory, as it does under a daemon; but this process ends."""
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k,uid=65534,mode=755", "none", place / "db"]).returncode != 0:
        pytest.skip("no right to mount")
    try:
        rows = "".join(f" 192.0.2.0/s{n}@{'long' * 30}.test/r@b\n 1700000000,1700000300\n" for n in range(5000))
        text = "VERSION=3\nformat=print\ntype=btree\nHEADER=END\n" + rows + "DATA=END\n"
        assert "imported 5000" not in greylist(place, "import", stdin=text, status=75)
    finally:
        subprocess.run(["umount", "-l", place / "db"], check=False)


class BreaksOff(http.server.BaseHTTPRequestHandler):
    """A daemon's admin socket whose store is gone after the first page of a list."""

    def do_GET(self):
        if self.path.startswith("/status"):
            status, text = 200, "{}"
        elif "cursor=more" in self.path:
            status, text = 500, "greylist store: gone\n"
        else:
            status, text = 200, "192.0.2.0/s@a/r@b\t1700000000\t1700000300\nNEXT\tmore\n"
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def address_string(self) -> str:
        return "unix"

    def log_message(self, *_) -> None:
        pass


def test_an_export_that_breaks_off_is_not_a_success_and_shows_it(place):
    server = socketserver.UnixStreamServer(str(place / "db/dovetail-greylist.admin"), BreaksOff)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        text = greylist(place, "export", status=75)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert text.splitlines()[-2:] == [" 192.0.2.0/s@a/r@b", " 1700000000,1700000300"]
    assert "DATA=END" not in text
    assert greylist(place, "import", stdin=text, status=66) == "imported 1 triplets, 0 clients, skipped 0\n"


def dump(sandbox, name: str, *options) -> str:
    outcome = subprocess.run([find("db5.3_dump"), *options, "-h", sandbox / "theirs", name], capture_output=True, text=True)
    assert outcome.returncode == 0, outcome.stderr
    return outcome.stdout


def ask_many(client, now: int) -> list:
    replies = []
    for address in ("192.0.2.1", "2001:db8::1", "198.51.100.9"):
        for sender in ("s@a.test", "", "list-12@b.test", "A+x@C.test"):
            for recipient in ("r@b.test", "q/x@b.test"):
                for name in ("unknown", "mail.a.test"):
                    replies.append(client.ask(client_address=address, client_name=name, sender=sender, recipient=recipient,
                                              instance=None, policy_test_time=now))
    return [reply.split(" by postgrey")[0] for reply in replies]


@pytest.mark.parametrize("form", ["-p", "plain"])
@pytest.mark.parametrize("options", [[], ["--privacy"], ["--lookup-by-host"]])
def test_after_an_import_the_answers_are_postgreys(place, options, form):
    need("postgrey", "db5.3_dump", "db5.3_recover")
    theirs = place.folder("theirs", owner=(65534, 65534))
    options = [*options, "--auto-whitelist-clients=1", "--delay=60", *OPTIONS,
               f"--whitelist-clients={place.write('none', '')}", f"--whitelist-recipients={place / 'none'}"]
    now = int(time.time()) - 10_000
    argv = [find("postgrey"), f"--unix={place / 'p'}", f"--dbdir={theirs}", *options]
    postgrey = place.process("postgrey", argv)
    postgrey.wait_for(lambda: (place / "p").exists() and answers(str(place / "p")), "socket")
    with PolicyClient(place / "p") as client:
        ask_many(client, now)
        client.ask(sender="passes@a.test", policy_test_time=now)
        assert "PREPEND" in client.ask(sender="passes@a.test", policy_test_time=now + 70)
    postgrey.stop()
    for process in (["db5.3_recover", "-h", str(theirs)],):
        subprocess.run([find(process[0]), *process[1:]], check=True)
    texts = [dump(place, name, *(["-p"] if form == "-p" else [])) for name in ("postgrey.db", "postgrey_clients.db")]
    told = greylist(place, "import", stdin="".join(texts))
    assert "1 clients, skipped 0" in told
    start(place, *options)
    again = place.process("postgrey-again", argv)
    again.wait_for(lambda: answers(str(place / "p")), "socket")
    with PolicyClient(place / "p") as them, PolicyClient(place / "s") as us:
        for step in (30, 65, 3000, 9000):
            assert ask_many(us, now + step) == ask_many(them, now + step)


def test_an_export_can_be_loaded_by_postgrey(place):
    need("db5.3_load", "db5.3_dump")
    daemon = start(place)
    with PolicyClient(place / "s") as client:
        for number in range(40):
            client.ask(sender=f"s{number}x\u00fc@a.test")
    exported = greylist(place, "export")
    subprocess.run([find("db5.3_load"), place / "new.db"], input=exported, text=True, check=True)
    dumped = subprocess.run([find("db5.3_dump"), "-p", place / "new.db"], capture_output=True, text=True, check=True).stdout
    data = lambda text: sorted(text.split("HEADER=END\n")[1].split("DATA=END")[0].splitlines())
    assert data(dumped) == data(exported)
    assert len(data(exported)) == 80
    daemon.stop()
    assert greylist(place, "export") == exported


def test_whitelist_shows_the_entry(place):
    lists = [f"--whitelist-clients={place.write('clients', 'good.test' + chr(10))}",
             f"--whitelist-recipients={place.write('recipients', 'abuse@' + chr(10))}"]
    start(place, *lists)
    assert greylist(place, "whitelist", "mx.good.test") == f"client whitelist: good.test ({place / 'clients'} line 1)\n"
    assert greylist(place, "whitelist", "abuse@b.test") == f"recipient whitelist: abuse@ ({place / 'recipients'} line 1)\n"
    assert greylist(place, "whitelist", "192.0.2.1", status=68) == "no entry matches\n"


def test_report_from_a_log(place):
    daemon = start(place, "--delay=60")
    with PolicyClient(place / "s") as client:
        client.ask(policy_test_time=1_700_000_000)
        client.ask(policy_test_time=1_700_000_100)
        client.ask(sender="never@spam.test", policy_test_time=1_700_000_000)
    daemon.wait_for_log("never@spam.test")
    words = [program("dovetail"), "greylist", "report", daemon.log_path]
    text = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert "up to 5 min" in text and "1:40" in text
    rows = json.loads(subprocess.run([*words, "--format", "json"], capture_output=True, text=True, check=True).stdout)
    assert {row["who"]: (row["delayed"], row["returned"]) for row in rows} == {"a.test": (1, 1), "spam.test": (1, 0)}
    csv = subprocess.run([*words, "--format=csv", "--never"], capture_output=True, text=True, check=True).stdout
    assert csv.splitlines()[1].startswith('"spam.test",1,0,1')
