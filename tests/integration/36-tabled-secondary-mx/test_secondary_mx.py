# SPDX-License-Identifier: MIT
"""The how-to's secondary MX: relay_domains and transport_maps from its text files through tabled, greylisting by
policyd, mail handed on to the primary, also after the primary was away."""
import time

from harness import SmtpClient, need, wait_until
from tabled_helpers import start_tabled, wrapped

MESSAGE = "Subject: by way of the second\n\nhello\n"


def deliver(postfix, recipient: str):
    with SmtpClient(postfix.port) as client:
        client.ehlo()
        client.xclient(addr="192.0.2.10", name="mail.a.test")
        client.ehlo("mail.a.test")
        return client.mail("s@a.test", recipient, message=MESSAGE)


def test_secondary_mx(sandbox):
    need("postfix")
    primary = sandbox.postfix({"virtual_mailbox_domains": "example.org", "virtual_mailbox_maps": "static:x",
                               "virtual_transport": "discard:", "mynetworks": "127.0.0.0/8",
                               "smtpd_recipient_restrictions": "reject_unauth_destination"}, name="primary")
    sandbox.write("relaydomains", "example.org OK\nexample2.org OK\nexample3.org OK\n")
    sandbox.write("transportmaps", "".join(f"{name} smtp:[127.0.0.1]:{primary.port}\n"
                                           for name in ("example.org", "example2.org", "example3.org")))
    second = sandbox.postfix({
        "relay_domains": wrapped("private/tabled", "relaydomains"),
        "transport_maps": wrapped("private/tabled", "transportmaps"),
        "smtpd_relay_restrictions": "permit_mynetworks, reject_unauth_destination",
        "smtpd_recipient_restrictions": "check_policy_service unix:private/policy"}, name="second", start=False)
    start_tabled(sandbox, second.private / "tabled", "".join(
        f"table {name} {{\n  source = hash:{sandbox.path}/{name}\n}}\n" for name in ("relaydomains", "transportmaps")))
    sandbox.folder("state", owner=(65534, 65534))
    sandbox.daemon("dovetail-policyd", "-c", sandbox.write("policyd.conf", f"""
default_internal_user = 65534
default_internal_group = 65534
admin_socket =
log_path = /dev/stderr
greylist_delay = 1 s
greylist_database = {sandbox.path}/state/greylist.db
greylist_whitelist_clients =
greylist_whitelist_recipients =
service policy {{
  unix_listener {second.private}/policy {{
    mode = 0666
  }}
}}
"""))
    second.start()

    assert deliver(second, "ann@elsewhere.org").code == 554  # not one of ours: relay access denied
    assert deliver(second, "ann@example.org").code == 450    # greylisted
    time.sleep(2)
    assert deliver(second, "ann@example.org").code == 250
    primary.wait_for_log(r"to=<ann@example.org>, relay=none, .*status=sent")

    with open(sandbox / "relaydomains", "a") as file:  # a fourth domain, noticed without postmap or reload
        file.write("example4.org OK\n")
    with open(sandbox / "transportmaps", "a") as file:
        file.write(f"example4.org smtp:[127.0.0.1]:{primary.port}\n")
    codes = []

    def known() -> bool:  # each time another address: smtpd remembers how it resolved one
        codes.append(deliver(second, f"new{len(codes)}@example4.org").code)
        return codes[-1] != 554

    wait_until(known, 30, "the new domain", 0.5)
    time.sleep(2)
    codes.append(deliver(second, f"new{len(codes) - 1}@example4.org").code)
    assert codes[-1] == 250
    assert set(codes) <= {554, 450, 250}, codes

    primary.stop()
    wait_until(lambda: deliver(second, "late@example.org").code == 250, 15, "mail for the primary that is away", 0.5)
    second.wait_for_log(r"to=<late@example.org>.*status=deferred")
    primary.start()
    second.wait_empty(60)
    primary.wait_for_log(r"to=<late@example.org>, relay=none, .*status=sent")
