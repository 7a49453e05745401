# SPDX-License-Identifier: MIT
"""Load from inside the machine, until the file /root/stop exists or so many requests were made. Prints counts.

    load.py policy|quota|auth|tables|lmtp [NUMBER]           one connection a request
    load.py kept-policy|kept-auth|kept-tables ... [NUMBER]   many requests on a connection, as Postfix's processes do
        ->  "ok=N wrong=N refused=N cut=N"

A kept connection that cannot be written to is replaced; a request that was written must be answered.
"""
import os
import socket
import sys
import time

PRIVATE = "/var/spool/postfix/private/"


def read_until(peer: socket.socket, end: bytes) -> bytes:
    data = b""
    while end not in data:
        chunk = peer.recv(65536)
        if not chunk:
            raise ConnectionResetError("cut")
        data += chunk
    return data


def policy(peer, number):
    peer.sendall(b"request=smtpd_access_policy\nprotocol_state=RCPT\nclient_address=192.0.2.%d\nclient_name=unknown\n"
                 b"sender=s%d@example.net\nrecipient=ann@example.org\nsize=0\n\n" % (number % 250, number % 1000))
    return read_until(peer, b"\n\n").startswith(b"action=")


def auth(peer, number):
    read_until(peer, b"DONE\n")
    resp = plain(b"ann@example.org", b"ann-secret")
    peer.sendall(f"VERSION\t1\t1\nCPID\t{os.getpid()}\nAUTH\t1\tPLAIN\tservice=smtp\tnologin\tresp={resp}\n".encode())
    return read_until(peer, b"\n").startswith(b"OK\t1")


def plain(user, password):
    import base64
    return base64.b64encode(b"\0".join([b"", user, password])).decode()


def kept_auth(peer, number):
    """One more request on a connection, as smtpd makes it: it asks again elsewhere if it cannot write."""
    if number == 1:
        read_until(peer, b"DONE\n")
        peer.sendall(f"VERSION\t1\t0\nCPID\t{os.getpid()}\n".encode())
    peer.sendall(f"AUTH\t{number}\tPLAIN\tservice=smtp\tnologin\tresp={plain(b'ann@example.org', b'ann-secret')}\n".encode())
    return read_until(peer, b"\n").startswith(b"OK\t%d" % number)


def tables(peer, number):
    request = b"virtual_domains example.org"
    peer.sendall(b"%d:%s," % (len(request), request))
    return b"OK example.org" in read_until(peer, b",")


def lmtp(peer, number):
    read_until(peer, b"\r\n")
    peer.sendall(b"LHLO x\r\n")
    read_until(peer, b"250 ")
    peer.sendall(b"MAIL FROM:<a@example.net>\r\nRCPT TO:<ann@example.org>\r\nQUIT\r\n")
    return b"221" in read_until(peer, b"221 ")


SOCKETS = {"policy": (PRIVATE + "dovetail-policy", policy), "quota": (PRIVATE + "dovetail-quota", policy),
           "auth": (PRIVATE + "dovetail-auth", auth), "tables": (PRIVATE + "tabled", tables),
           "lmtp": (PRIVATE + "dovetail-lmtp", lmtp), "kept-auth": (PRIVATE + "dovetail-auth", kept_auth)}


def connected(path):
    peer = socket.socket(socket.AF_UNIX)
    peer.settimeout(20)
    peer.connect(path)
    return peer


def running():
    """Numbers, until told to stop."""
    limit = int(sys.argv[2]) if len(sys.argv) > 2 else None
    number, end = 0, time.monotonic() + 300
    while number != limit and (limit or not os.path.exists("/root/stop")) and time.monotonic() < end:
        number += 1
        yield number


def one_each(path, ask, counts):
    for number in running():
        try:
            peer = connected(path)
        except OSError:
            counts["refused"] += 1
            continue
        try:
            counts["ok" if ask(peer, number) else "wrong"] += 1
        except OSError:
            counts["cut"] += 1
        peer.close()


def kept(path, ask, counts):
    peer = None
    for _ in running():
        try:
            if peer is None:
                peer, number = connected(path), 0
        except OSError:
            counts["refused"] += 1
            continue
        number += 1
        try:
            counts["ok" if ask(peer, number) else "wrong"] += 1
        except BrokenPipeError:
            peer = None
        except OSError:
            counts["cut"] += 1
            peer = None


def main() -> None:
    kind = sys.argv[1]
    path, ask = SOCKETS.get(kind) or SOCKETS[kind.removeprefix("kept-")]
    counts = {"ok": 0, "wrong": 0, "refused": 0, "cut": 0}
    (kept if kind.startswith("kept-") else one_each)(path, ask, counts)
    print(" ".join(f"{key}={value}" for key, value in counts.items()))


main()
