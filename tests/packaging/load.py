# SPDX-License-Identifier: MIT
"""Load from inside the machine: one connection a request, until the file /root/stop exists. Prints counts.

    load.py policy|auth|tables|quota  ->  "ok=N refused=N cut=N"
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
    import base64
    read_until(peer, b"DONE\n")
    resp = base64.b64encode(b"\0ann@example.org\0ann-secret").decode()
    peer.sendall(f"VERSION\t1\t1\nCPID\t{os.getpid()}\nAUTH\t1\tPLAIN\tservice=smtp\tnologin\tresp={resp}\n".encode())
    return read_until(peer, b"\n").startswith(b"OK\t1")


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
           "lmtp": (PRIVATE + "dovetail-lmtp", lmtp)}


def main() -> None:
    path, ask = SOCKETS[sys.argv[1]]
    counts = {"ok": 0, "wrong": 0, "refused": 0, "cut": 0}
    end = time.monotonic() + 120
    number = 0
    while not os.path.exists("/root/stop") and time.monotonic() < end:
        number += 1
        peer = socket.socket(socket.AF_UNIX)
        peer.settimeout(20)
        try:
            peer.connect(path)
        except OSError:
            counts["refused"] += 1
            continue
        try:
            counts["ok" if ask(peer, number) else "wrong"] += 1
        except OSError:
            counts["cut"] += 1
        peer.close()
    print(" ".join(f"{key}={value}" for key, value in counts.items()))


main()
