# SPDX-License-Identifier: MIT
"""The mail server of the test: the how-to's database in SQLite, README's configuration, and what one does with it."""
import re
import subprocess
import sys
import time

from machine import TOP, Machine

sys.path.insert(0, str(TOP / "tests/integration"))
from harness import howto  # noqa: E402  (needs the path above)

import readme  # noqa: E402

DAEMONS = {"dovetail-policyd": "policy", "dovetail-quota-status": "quota", "dovetail-authd": "auth",
           "dovetail-tabled": "tables", "dovetail-lmtpd": "lmtp"}
SECTION = "Install as packages"

# README's file with what is this test's own: no waiting, and a site-wide script.
OWN_LINES = """
greylist_delay = 1s
plugin {
  sieve_before = /etc/dovetail/sieve/before
}
"""


def configuration() -> str:
    return readme.block("README.md", SECTION, 1) + OWN_LINES


def corrected(name: str, text: str) -> str:
    for correction in howto.CORRECTIONS + howto.TO_SQLITE:
        if correction.file == name:
            text = text.replace(correction.old, correction.new)
    return text


def write_site(host: Machine) -> None:
    """The files and the database that are there before we come: /etc/postfix/cf.d, dovecot-sql.conf.ext."""
    uid, gid = host.run("id -u vmail; id -g vmail").split()
    host.write("/etc/dovetail/dovecot-sql.conf.ext", corrected("dovecot-sql.conf.ext", howto.DOVECOT["dovecot-sql.conf.ext"]),
               0o640)
    host.write("/etc/dovetail/sieve/before/spam.sieve", howto.SPAM_SIEVE)
    for name, text in howto.POSTFIX_CF.items():
        host.write(f"/etc/postfix/cf.d/{name}", corrected(name, text), 0o640)
    sql = howto.SCHEMA.format(auto="") + howto.DATA + f"UPDATE virtual_user SET uid={uid}, gid={gid};"
    host.run("sqlite3 /var/lib/mail.db", stdin=sql.replace("dovecot-lmtp", "dovetail-lmtp"))


def configure_postfix(host: Machine) -> None:
    for name, value in readme.settings(readme.block("README.md", "First lines of main.cf")).items():
        host.run(f"postconf '{name}={value}'")
    host.run("postconf inet_interfaces=127.0.0.1 inet_protocols=ipv4 mydestination= smtpd_peername_lookup=no "
             "smtpd_authorized_xclient_hosts=127.0.0.1 mynetworks=127.0.0.0/8 disable_dns_lookups=yes")
    host.run("systemctl restart postfix")


def our_processes(host: Machine) -> dict[str, dict[str, str]]:
    """/proc/PID/status of every process of ours, by pid inside the machine."""
    script = "for p in /proc/[0-9]*; do case $(readlink $p/exe) in */dovetail*) echo ==${p#/proc/}; cat $p/status;; esac; done"
    found = {}
    for part in host.run(script).split("==")[1:]:
        pid, _, status = part.partition("\n")
        found[pid.strip()] = dict(re.findall(r"^(\w+):\s+(.*)$", status, re.M))
    return found


def send(host: Machine, sender: str, recipient: str, subject: str, *login: str, header: str = "") -> str:
    words = " ".join(f"'{word}'" for word in (sender, recipient, subject, *login))
    return host.run(f"python3 /root/send.py {words}", stdin=header).strip()


QUOTA_QUESTION = """\
import socket, sys
path, recipient = sys.argv[1:]
peer = socket.socket(socket.AF_UNIX)
peer.settimeout(30)
peer.connect(path)
peer.sendall(f'request=smtpd_access_policy\\nrecipient={recipient}\\nsize=10\\n\\n'.encode())
print(peer.recv(300).decode().strip())
"""


def quota_status(host: Machine, recipient: str, socket: str = "dovetail-quota") -> str:
    """Its answer to Postfix: "action=DUNNO"."""
    host.write("/root/quota.py", QUOTA_QUESTION)
    return host.run(f"python3 /root/quota.py /var/spool/postfix/private/{socket} {recipient}").strip()


def arrived(host: Machine, folder: str, marker: str) -> bool:
    return eventually(lambda: host.status(f"grep -qrs '{marker}' {folder}") == 0, 15)


def eventually(question, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if question():
            return True
        time.sleep(0.1)
    return bool(question())


class Load:
    """load.py inside the machine, until stop(); its counts are printed."""

    def __init__(self, host: Machine, kind: str):
        self.host, self.kind = host, kind
        host.run("rm -f /root/stop")
        self.process = subprocess.Popen(["nsenter", "-t", str(host.leader), "-a", "python3", "/root/load.py", kind],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)

    def stop(self) -> dict[str, int]:
        self.host.run("touch /root/stop")
        return printed(self.kind, self.process.communicate(timeout=120)[0])


def printed(kind: str, counts: str) -> dict[str, int]:
    found = {key: int(value) for key, value in (pair.split("=") for pair in counts.split())}
    print(f"{kind}: {found}")
    return found


def ask(host: Machine, kind: str) -> dict[str, int]:
    """What becomes of twenty requests."""
    return printed(kind, host.run(f"python3 /root/load.py {kind} 20"))
