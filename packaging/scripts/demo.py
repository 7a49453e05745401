# SPDX-License-Identifier: MIT
"""The demonstration behind ./quickstart: every daemon beside a private Postfix, and real mail through all of them.

Exit status 0 only if each step did what it should. The servers come from the tests' harness, the configuration
from examples/quickstart.
"""
import os
import re
import shutil
import signal
import sqlite3
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/integration"))

from harness import Sandbox, SmtpClient, wait_until  # noqa: E402

EXAMPLES = ROOT / "examples/quickstart"
MAIL_USER = (5000, 5000)
NOBODY = (65534, 65534)
COLOUR = sys.stdout.isatty()


def paint(code: str, text: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if COLOUR else text


class Story:
    """Prints the steps and remembers whether each came out as it should."""

    def __init__(self):
        self.failures: list[str] = []
        self.steps = 0

    def step(self, title: str) -> None:
        self.steps += 1
        print(f"\n{paint('1', f'{self.steps}. {title}')}", flush=True)

    def show(self, text: str) -> None:
        for line in str(text).splitlines():
            print(f"     {line}", flush=True)

    def expect(self, good: bool, what: str) -> None:
        print(f"   {paint('32', 'ok') if good else paint('31', 'NOT ok')}  {what}", flush=True)
        if not good:
            self.failures.append(what)


def lay_out(sandbox: Sandbox) -> None:
    """Writes examples/quickstart into the sandbox, with @DIR@ replaced, and makes the database."""
    for name in ("dovetail.conf", "dovecot-sql.conf.ext", *(f"cf.d/{p.name}" for p in EXAMPLES.glob("cf.d/*.cf"))):
        text = (EXAMPLES / name).read_text().replace("@DIR@", str(sandbox.path))
        sandbox.write(f"etc/{name}", text)
    sandbox.write("etc/sieve/before/spam.sieve", (EXAMPLES / "spam.sieve").read_text())
    sandbox.folder("run")
    sandbox.folder("state", owner=NOBODY)
    sandbox.folder("vmail", 0o700, owner=MAIL_USER)
    database = sandbox / "mail.db"
    with sqlite3.connect(database) as connection:
        for name in ("schema.sql", "data.sql"):
            connection.executescript((EXAMPLES / name).read_text().replace("@DIR@", str(sandbox.path)))
    connection.close()
    os.chmod(database, 0o644)


def main_cf() -> dict:
    """The parameters of examples/quickstart/main.cf."""
    text = re.sub(r"\n\s+", " ", (EXAMPLES / "main.cf").read_text())
    pairs = (line.split("=", 1) for line in text.splitlines() if line and not line.startswith("#"))
    return {key.strip(): value.strip() for key, value in pairs}


def start_daemons(sandbox: Sandbox, story: Story) -> None:
    conf = sandbox / "etc/dovetail.conf"
    for program, options, label in (("dovetail-tabled", [], "tabled"), ("dovetail-authd", [], "authd"),
                                    ("dovetail-lmtpd", [], "lmtpd"), ("dovetail-policyd", [], "policyd"),
                                    ("dovetail-policyd", ["--service", "quota-status"], "quota-status")):
        started = time.monotonic()
        daemon = sandbox.daemon(program, "-c", conf, *options, label=label)
        status = Path(f"/proc/{daemon.pid}/status").read_text()
        uid = re.search(r"^Uid:\s+(\d+)", status, re.M).group(1)
        memory = int(re.search(r"^VmRSS:\s+(\d+)", status, re.M).group(1)) / 1024
        milliseconds = (time.monotonic() - started) * 1000
        story.show(f"{label:13} ready after {milliseconds:3.0f} ms, runs as uid {uid}, {memory:4.1f} MiB")


class Demonstration:
    def __init__(self, sandbox: Sandbox, story: Story):
        self.sandbox = sandbox
        self.story = story
        self.postfix = sandbox.postfix(main_cf(), start=False)

    def client(self, address: str = "192.0.2.10") -> SmtpClient:
        """A client from somewhere else: the private Postfix believes 127.0.0.1 about other addresses (XCLIENT)."""
        client = SmtpClient(self.postfix.port)
        client.ehlo()
        client.xclient(addr=address, name="mail.example.net")
        client.ehlo("mail.example.net")
        return client

    def new_mail(self, user: str, folder: str = "") -> list[Path]:
        box = self.sandbox / f"vmail/example.test/{user}" / folder / "new"
        return sorted(box.glob("*")) if box.is_dir() else []

    def delivered(self, user: str, marker: str, folder: str = "") -> Path | None:
        def found():
            return next((p for p in self.new_mail(user, folder) if marker in p.read_text(errors="replace")), None)
        try:
            return wait_until(found, 20, f"mail {marker!r} of {user}")
        except TimeoutError:
            return None

    def greylisting(self) -> None:
        self.story.step("An unknown sender: greylisted, and accepted when it comes back")
        message = "From: friend@example.net\nTo: ann@example.test\nSubject: first-contact\n\nHello Ann.\n"
        with self.client() as client:
            reply = client.mail("friend@example.net", "ann@example.test", message=message)
        self.story.show(f"RCPT TO:<ann@example.test>  ->  {reply}")
        self.story.expect(reply.code == 450 and "reylisted" in reply.text, "the first attempt is put off with 450")
        time.sleep(3)  # greylist_delay of the example is 2 s
        with self.client() as client:
            reply = client.mail("friend@example.net", "ann@example.test", message=message)
        self.story.show(f"three seconds later          ->  {reply}")
        self.story.expect(reply.code == 250, "the retry is accepted")
        file = self.delivered("ann", "first-contact")
        self.story.expect(file is not None, "the message is in Ann's Maildir")
        if file:
            self.story.show(str(file.relative_to(self.sandbox.path)))
            self.story.show(file.read_text().split("\n\n")[0])

    def spam(self) -> None:
        self.story.step("A message that a Sieve script files to Spam")
        message = "From: friend@example.net\nSubject: cheap-watches\nX-Spam-Flag: YES\n\nBuy.\n"
        with self.client() as client:
            reply = client.mail("friend@example.net", "ann@example.test", message=message)
        self.story.show(f"end of DATA  ->  {reply}")
        file = self.delivered("ann", "cheap-watches", ".Spam")
        self.story.expect(reply.code == 250 and file is not None, "it is in the folder Spam, not in the inbox")
        if file:
            self.story.show(str(file.relative_to(self.sandbox.path)))

    def submission(self) -> None:
        self.story.step("A submission with SASL login, to an alias of two users")
        with self.client("198.51.100.7") as client:
            reply = client.auth_plain("carol@example.test", "carol-secret")
            self.story.show(f"AUTH PLAIN with the right password  ->  {reply}")
            self.story.expect(reply.code == 235, "the login succeeds")
            reply = client.mail("carol@example.test", "info@example.test", message="Subject: to-all\n\nHi.\n")
            self.story.show(f"end of DATA  ->  {reply}")
        both = [self.delivered(user, "to-all") for user in ("ann", "carol")]
        self.story.expect(reply.code == 250 and all(both), "both members of info@example.test have it")
        with self.client("198.51.100.8") as client:
            reply = client.auth_login("carol@example.test", "guess")
            self.story.show(f"AUTH LOGIN with a wrong password    ->  {reply}")
            self.story.expect(reply.code == 535, "a wrong password is refused")

    def unknown_recipient(self) -> None:
        self.story.step("An unknown recipient")
        with self.client() as client:
            reply = client.mail("friend@example.net", "nobody@example.test", message="x")
        self.story.show(f"RCPT TO:<nobody@example.test>  ->  {reply}")
        self.story.expect(reply.code == 550, "is refused at once")

    def full_mailbox(self) -> None:
        self.story.step("A full mailbox: refused before the message is sent")
        with self.client("198.51.100.9") as client:
            client.auth_plain("carol@example.test", "carol-secret")
            filler = "Subject: filler\n\n" + ("x" * 70 + "\n") * 15500
            reply = client.mail("carol@example.test", "bob@example.test", message=filler)
        self.story.show(f"1.1 MB for Bob, whose quota is 1 MiB  ->  {reply}")
        self.delivered("bob", "filler")
        with self.client() as client:
            reply = client.mail("friend@example.net", "bob@example.test", message="x")
        self.story.show(f"RCPT TO:<bob@example.test>            ->  {reply}")
        self.story.expect(reply.code == 552, "the next sender is told that the mailbox is full")

    def stay(self) -> None:
        print(f"\nRunning until Ctrl-C. SMTP on 127.0.0.1:{self.postfix.port}; everything is in {self.sandbox.path}\n"
              "\nFor your own Postfix, with the sockets in its queue folder (see README.md):\n")
        print((EXAMPLES / "main.cf").read_text())
        try:
            signal.pause()
        except KeyboardInterrupt:
            print("\nending everything")

    def run(self, stay: bool) -> None:
        self.story.step("Daemons and a private Postfix")
        start_daemons(self.sandbox, self.story)
        self.postfix.start()
        self.story.show(f"Postfix listens on 127.0.0.1:{self.postfix.port}")
        for part in (self.greylisting, self.spam, self.submission, self.unknown_recipient, self.full_mailbox):
            part()
        if stay:
            self.stay()


def summary(story: Story, sandbox: Sandbox) -> int:
    print()
    if not story.failures:
        print(paint("1;32", "Everything did what it should."), "Next: README.md, and ./check for the tests.")
        return 0
    print(paint("1;31", f"{len(story.failures)} expectations failed:"))
    for failure in story.failures:
        print(f"  - {failure}")
    log = sandbox / "log"
    if log.exists():
        print("\nThe end of the daemons' log:", log.read_text(errors="replace")[-3000:], sep="\n")
    return 1


ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def interrupt(*_) -> None:
    """One Ctrl-C is enough: further ones, pressed out of impatience, must not cut the clean-up short."""
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def main() -> int:
    if shutil.which("postfix", path="/usr/sbin:/usr/bin") is None:
        print("Postfix is not installed", file=sys.stderr)
        return 69
    for number in ENDING:
        signal.signal(number, interrupt)
    story = Story()
    with Sandbox() as sandbox:  # stops the servers and removes the folder
        try:
            lay_out(sandbox)
            Demonstration(sandbox, story).run("--stay" in sys.argv[1:])
        except (AssertionError, TimeoutError, OSError) as problem:
            story.expect(False, str(problem))
        except KeyboardInterrupt:
            print("\ninterrupted", flush=True)
            return 130
        return summary(story, sandbox)


if __name__ == "__main__":
    sys.exit(main())
