# SPDX-License-Identifier: MIT
"""Every parameter that names tables, with mysql: direct, with remedy A, and with remedy B: the same replies; with A
also the same keys in the same order.

cleanup looks a recipient's addresses up as soon as smtpd has accepted it, at the same time as smtpd those of the next:
which of the two asks first is chance. So each has tables of its own, whose queries say who asks, and the order is
compared for each of them."""
import hashlib
import re
import ssl
import subprocess

from harness import SmtpClient, free_port, need, wait_until
from harness.tools import answers, find, program
from tabled_helpers import start_tabled, wrapped, write_files

# parameter (or restriction) -> strategy of remedy B, None where one exact key is all that is asked
TABLES = {
    "virtual_alias_maps": "address", "canonical_maps": "address", "sender_canonical_maps": "address",
    "recipient_canonical_maps": "address", "sender_bcc_maps": "address", "recipient_bcc_maps": "address",
    "relocated_maps": "address", "virtual_mailbox_maps": "address", "relay_recipient_maps": "address",
    "smtpd_sender_login_maps": "address", "transport_maps": "transport", "relay_domains": "domain",
    "virtual_alias_domains": None, "virtual_mailbox_domains": None, "mynetworks": None,
    "sender_dependent_default_transport_maps": "address", "check_client_access": "access-host",
    "check_helo_access": "access-host", "check_sender_access": "access-address",
    "check_recipient_access": "access-address", "smtpd_milter_maps": None,
    "local_recipient_maps": "address", "mydestination": None, "sender_dependent_relayhost_maps": "address",
    "smtp_generic_maps": "address", "smtp_tls_policy_maps": "domain",
    "smtpd_discard_ehlo_keyword_address_maps": None,
    "check_sender_mx_access": "access-host", "check_sender_ns_access": "access-host",
    "check_sender_a_access": "access-host", "check_helo_mx_access": "access-host",
    "check_helo_ns_access": "access-host", "check_helo_a_access": "access-host",
}

ROWS = [
    ("virtual_mailbox_domains", "box.test", "1"), ("virtual_alias_domains", "alias.test", "1"),
    ("relay_domains", "relay.test", "1"), ("virtual_mailbox_maps", "ann@box.test", "ann/"),
    ("virtual_mailbox_maps", "@catch.test", "all/"), ("virtual_mailbox_domains", "catch.test", "1"),
    ("virtual_alias_maps", "@alias.test", "ann@box.test"), ("virtual_alias_maps", "one@alias.test", "ann@box.test,bob@box.test"),
    ("virtual_mailbox_maps", "bob@box.test", "bob/"), ("relay_recipient_maps", "rr@relay.test", "1"),
    ("relay_recipient_maps", "@sub.relay.test", "1"), ("relocated_maps", "moved@box.test", "ann@elsewhere.test"),
    ("transport_maps", "box.test", "discard:box"), ("transport_maps", "relay.test", "discard:relay"),
    ("canonical_maps", "@old.test", "@box.test"), ("check_sender_access", "bad.test", "REJECT bad sender domain"),
    ("check_sender_access", "spam@", "REJECT spam user"), ("check_recipient_access", "no@box.test", "REJECT no"),
    ("check_client_access", "10.9", "REJECT client net"), ("check_helo_access", "helo.test", "REJECT helo"),
    ("recipient_bcc_maps", "bob@box.test", "bcc@box.test"), ("virtual_mailbox_maps", "bcc@box.test", "bcc/"),
    ("check_sender_access", "<>", "REJECT null"),
    # With the dot a row is for subdomains, without it for the domain itself: transport(5) with Postfix's defaults.
    ("transport_maps", ".relay.test", "discard:below"), ("transport_maps", ".deep.sub.relay.test", "discard:deep"),
    ("relay_domains", "bare.test", "1"), ("transport_maps", "bare.test", "discard:bare"),
    ("relay_recipient_maps", "@bare.test", "1"), ("relay_recipient_maps", "@x.bare.test", "1"),
    ("relay_recipient_maps", "@deep.sub.relay.test", "1"), ("relay_recipient_maps", "@a.deep.sub.relay.test", "1"),
    ("mydestination", "local.test", "1"), ("local_recipient_maps", "ann", "1"), ("local_recipient_maps", "bob@local.test", "1"),
    ("virtual_alias_maps", "root", "ann@box.test"), ("canonical_maps", "old-ann", "ann@local.test"),
    ("sender_dependent_relayhost_maps", "@relayed.test", "[127.0.0.9]"),
    ("check_sender_mx_access", "10.77", "REJECT sender mx"),
    ("check_helo_mx_access", "10.80", "REJECT helo mx"),
    ("smtpd_discard_ehlo_keyword_address_maps", "192.0.2.7", "dsn, etrn"),
    ("relay_domains", "wire.test", "1"), ("relay_recipient_maps", "@wire.test", "1"),
    ("smtp_generic_maps", "s@out.test", "generic@wire.test"), ("smtp_tls_policy_maps", "[127.0.0.1]:{sink}", "none"),
    ("transport_maps", "wire.test", "smtp:[127.0.0.1]:{sink}"),
]

OF_CLEANUP = [name for name in TABLES if name.startswith("virtual_alias_maps") or "canonical" in name or "bcc" in name]

CONVERSATIONS = [  # client address, HELO, sender, recipients
    ("192.0.2.1", "mx.client.test", "s@out.test", ["ann@box.test", "Ann+Ext@Box.Test", "nobody@box.test"]),
    ("192.0.2.1", "mx.client.test", "S+x@Out.Test", ["one@alias.test", "any+e@alias.test", "bob@box.test"]),
    ("192.0.2.1", "mx.client.test", "s@out.test", ["rr@relay.test", "rr+x@relay.test", "x@sub.relay.test", "x@relay.test"]),
    ("192.0.2.1", "mx.client.test", "s@mail.bad.test", ["ann@box.test"]),
    ("192.0.2.1", "mx.client.test", "spam+x@ok.test", ["ann@box.test"]),
    ("192.0.2.1", "mx.client.test", "", ["ann@box.test"]),
    ("10.9.8.7", "mx.client.test", "s@out.test", ["ann@box.test"]),
    ("192.0.2.1", "a.b.helo.test", "s@out.test", ["ann@box.test"]),
    ("192.0.2.1", "mx.client.test", "s@out.test", ["moved@box.test", "no+x@box.test", "who@old.test", "x@else.test"]),
    ("192.0.2.1", "mx.client.test", "s@out.test", ["u@bare.test", "u@x.bare.test", "u@deep.sub.relay.test", "u@a.deep.sub.relay.test"]),
    ("192.0.2.1", "mx.client.test", "s@out.test", ["ann+x@local.test", "bob@local.test", "nobody@local.test", "root+y@local.test",
                                                   "old-ann@local.test"]),
    ("192.0.2.7", "mx.client.test", "r+e@relayed.test", ["rr@relay.test", "x@wire.test"]),
    ("192.0.2.1", "mx.client.test", "s@[10.77.1.2]", ["ann@box.test"]),
    ("192.0.2.1", "[10.80.1.2]", "s@out.test", ["ann@box.test"]),
    ("192.0.2.1", "mx.client.test", "s+g@out.test", ["x@wire.test"]),
    ("192.0.2.1", "mx.client.test", "s@out.test", ['"a b"@box.test', "x+y+z@catch.test", "@box.test", "plain"]),
]


def parameters(table) -> dict:
    main = {name: table(name) for name in TABLES if not name.startswith("check_")}
    checks = ", ".join(f"{name} {table(name)}" for name in TABLES if name.startswith("check_"))
    return {**main, "recipient_delimiter": "+", "virtual_transport": "discard:", "relay_transport": "discard:",
            "local_transport": "discard:",
            "smtpd_delay_reject": "yes", "smtpd_sender_restrictions": "reject_sender_login_mismatch",
            "smtpd_recipient_restrictions": f"{checks}, reject_unauth_destination", "mynetworks_style": "host",
            "smtpd_relay_restrictions": "reject_unauth_destination", "debug_peer_list": ""}


def talk(postfix, data: bool) -> list[str]:
    """All replies of all conversations; with `data` the accepted recipients get a message."""
    out = []
    for address, helo, sender, recipients in CONVERSATIONS:
        with SmtpClient(postfix.port) as client:
            client.ehlo("test")
            client.xclient(addr=address, name="[UNAVAILABLE]")
            hello = client.ehlo(helo)
            out.append(f"helo {hello.code} {'ETRN' in str(hello)}")
            out.append(f"from {sender}: {client.command(f'MAIL FROM:<{sender}>')}")
            replies = [client.command(f"RCPT TO:<{recipient}>") for recipient in recipients]
            out += [f"to {recipient}: {reply}" for recipient, reply in zip(recipients, replies)]
            if data and any(reply.code == 250 for reply in replies):
                out.append(f"data {client.data('Subject: x').code}")
    postfix.wait_empty()
    return out


def delivered(postfix) -> list[str]:
    """Who got what by which transport and next hop, without ids and times."""
    return sorted(re.findall(r"(?:discard|smtp)\[\d+\]: \w+: (to=<[^>]*>(?:, orig_to=<[^>]*>)?).*status=(\w+ \([^)]*\))", postfix.log()))


def of_cleanup(table) -> str:
    """cleanup's line of master.cf: the same tables under names of its own."""
    settings = " ".join(f"-o {{{name}={table('cleanup_' + name)}}}" for name in OF_CLEANUP)
    return f"cleanup unix n - n - 0 cleanup {settings}\n"


def keys_asked(log: str) -> dict[str, list[str]]:
    """The general log's queries: which keys for which table, in the order in which each came first. How often it comes
    depends on what smtpd and trivial-rewrite remember, and on which of their processes serves; "*" comes by the clock."""
    asked = {}
    for name, key in re.findall(r"(?:Query|Execute)\tSELECT v FROM t WHERE m='\w+' AND '(\w+)'<>'' AND k='((?:[^'\\]|\\.)*)'", log):
        if key != "*":
            asked.setdefault(name, {})[key.replace('\\"', '"')] = None
    return {name: list(keys) for name, keys in asked.items()}


def test_every_table(sandbox):
    need("postfix", "mariadbd")
    database = sandbox.mariadb()
    general = sandbox / "general.log"
    database.sql("CREATE DATABASE d; CREATE TABLE d.t (m varchar(60), k varchar(200), v text, PRIMARY KEY (m, k))")
    sink = free_port()
    sandbox.process("smtp-sink", [find("smtp-sink"), "-u", "nobody", f"127.0.0.1:{sink}", "10"])
    wait_until(lambda: answers(("127.0.0.1", sink)), 20, "smtp-sink")
    rows = [(m, k.format(sink=sink), v.format(sink=sink)) for m, k, v in ROWS]
    database.sql("INSERT INTO d.t VALUES " + ",".join(f"('{m}','{k}','{v}')" for m, k, v in rows))
    database.sql(f"SET GLOBAL general_log_file='{general}'; SET GLOBAL general_log=1")
    head = f"user = root\ndbname = d\nhosts = unix:{database.socket}\n"
    files = write_files(sandbox / "cf.d", head, {
        asker + name: f"SELECT v FROM t WHERE m='{name}' AND '{asker + name}'<>'' AND k='%s'"
        for asker, names in (("", TABLES), ("cleanup_", OF_CLEANUP)) for name in names})

    def asked_during(work):
        before = general.stat().st_size
        result = work()
        with open(general, errors="replace") as log:
            log.seek(before)
            return result, keys_asked(log.read())

    def run(name, table):
        """Replies and deliveries; keys in order, first while no mail is accepted: then of everybody, later of those who
        are asked by one process at a time (resolving for smtpd and for the queue manager goes on at once)."""
        postfix = sandbox.postfix(parameters(table), name=name, start=False, replace=of_cleanup(table))
        postfix.start()
        in_order = asked_during(lambda: talk(postfix, data=False))[1]
        replies, of_mail = asked_during(lambda: talk(postfix, data=True))
        deliveries = delivered(postfix)
        postfix.stop()
        return replies, deliveries, in_order, {name: sorted(keys) for name, keys in of_mail.items()}

    no_cache = "tables_positive_ttl = 0\ntables_negative_ttl = 0\n"
    start_tabled(sandbox, sandbox / "a", no_cache, files, label="a")
    both = [asker + name for asker, names in (("", TABLES), ("cleanup_", OF_CLEANUP)) for name in names]
    strategy = {name: TABLES[name.removeprefix("cleanup_")] for name in both}
    ways = "".join(f"table {name} {{\n  keys = {way}\n  propagate_extension = {'yes' if 'alias' in name or 'canonical' in name else 'no'}\n"
                   f"  dot_parents = {'yes' if name == 'smtp_tls_policy_maps' else 'auto'}\n}}\n"
                   for name, way in strategy.items() if way)
    rules = "recipient_delimiter = +\ntables_local_domains = local.test\n"
    start_tabled(sandbox, sandbox / "b", no_cache + rules + ways, files, label="b")

    direct = run("direct", lambda name: f"mysql:{files}/{name}.cf")
    remedy_a = run("wrapped", lambda name: wrapped(sandbox / "a", name) if strategy[name]
                   else f"socketmap:unix:{sandbox.path}/a:{name}")
    remedy_b = run("derived", lambda name: f"socketmap:unix:{sandbox.path}/b:{name}")

    assert remedy_a[0] == direct[0]
    assert remedy_a[1] == direct[1]
    for name in both:
        assert remedy_a[2].get(name) == direct[2].get(name), name
        assert remedy_a[3].get(name) == direct[3].get(name), name
    assert any(len(direct[2].get(f"cleanup_{name}", [])) > 1 for name in OF_CLEANUP), direct[2]
    assert remedy_b[0] == direct[0]
    assert remedy_b[1] == direct[1]
    for nexthop in ("(below)", "(deep)", "(bare)", "(relay)"):
        assert any(nexthop in line[1] for line in direct[1]), direct[1]
    replies = "\n".join(direct[0])
    for expected in ("bad sender domain", "spam user", "client net", "helo", "User unknown", "User has moved",
                     "sender mx", "helo mx", "250 False"):
        assert expected in replies, replies


def converted(main_cf, *options: str) -> tuple[dict, str]:
    """What `dovetail table convert` prints for this main.cf: parameters, and lines for dovetail.conf."""
    printed = subprocess.run([program("dovetail"), "table", "convert", *options, str(main_cf)], check=True,
                             capture_output=True, text=True).stdout
    part, main, ours = "", {}, []
    for line in printed.splitlines():
        if line.startswith("# main.cf") or line.startswith("# /etc/dovetail/dovetail.conf"):
            part = line
        elif part.startswith("# main.cf") and " = " in line and not line.startswith("#"):
            name, value = line.split(" = ", 1)
            main[name] = value
        elif part and not part.startswith("# main.cf") and not line.startswith("#"):
            ours.append(line)
        elif part and "mydestination" in line:
            assert "tables_local_domains: add what" in line
    return main, "\n".join(ours) + "\n"


def test_what_convert_prints_runs(sandbox):
    """A main.cf with mysql: tables, and the same with the lines that convert prints for it."""
    need("postfix", "mariadbd")
    database = sandbox.mariadb()
    database.sql("CREATE DATABASE d; CREATE TABLE d.t (m varchar(60), k varchar(200), v text, PRIMARY KEY (m, k))")
    sink = free_port()
    sandbox.process("smtp-sink", [find("smtp-sink"), "-u", "nobody", f"127.0.0.1:{sink}", "10"])
    wait_until(lambda: answers(("127.0.0.1", sink)), 20, "smtp-sink")
    rows = [(m, k.format(sink=sink), v.format(sink=sink)) for m, k, v in ROWS]
    database.sql("INSERT INTO d.t VALUES " + ",".join(f"('{m}','{k}','{v}')" for m, k, v in rows))
    files = write_files(sandbox / "cf.d", f"user = root\ndbname = d\nhosts = unix:{database.socket}\n",
                        {name: f"SELECT v FROM t WHERE m='{name}' AND k='%s'" for name in TABLES})
    original = parameters(lambda name: f"mysql:{files}/{name}.cf")

    def run(postfix):
        postfix.start()
        replies = talk(postfix, data=True)
        deliveries = delivered(postfix)
        postfix.stop()
        return replies, deliveries

    before = sandbox.postfix(original, name="before", start=False)
    expected = run(before)
    for label, options in (("postfix-derives", []),):
        main, ours = converted(before.config / "main.cf", *options)
        changed = [name for name in TABLES if not name.startswith("check_")]
        assert all("socketmap:" in main[name] for name in changed), main
        assert "mysql:" not in main["smtpd_recipient_restrictions"]
        assert ("keys = transport" in ours) == bool(options)
        # mydestination is a table of a database: convert says that its names have to be written out.
        ours = ours.replace("tables_local_domains =", "tables_local_domains = local.test")
        after = sandbox.postfix({**original, **main}, name=label, start=False)
        start_tabled(sandbox, after.private / "tabled", ours, label=label)
        for got, wanted in zip(run(after), expected):
            assert [pair for pair in zip(got, wanted) if pair[0] != pair[1]] == [], label
            assert len(got) == len(wanted), label


def test_logins_certificates_and_passwords(sandbox):
    """Tables of login names, of fingerprints, and of the passwords that smtp(8) sends."""
    need("postfix", "mariadbd", "openssl")
    subprocess.run([find("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                    "-nodes", "-keyout", str(sandbox / "key.pem"), "-out", str(sandbox / "cert.pem"), "-days", "2",
                    "-subj", "/CN=client.test"], check=True, capture_output=True)
    der = ssl.PEM_cert_to_DER_cert((sandbox / "cert.pem").read_text())
    fingerprint = ":".join(re.findall("..", hashlib.sha256(der).hexdigest().upper()))
    sink = free_port()
    sandbox.process("smtp-sink", [find("smtp-sink"), "-u", "nobody", "-v", f"127.0.0.1:{sink}", "10"])
    wait_until(lambda: answers(("127.0.0.1", sink)), 20, "smtp-sink")
    database = sandbox.mariadb()
    general = sandbox / "general.log"
    database.sql("CREATE DATABASE d; CREATE TABLE d.t (m varchar(60), k varchar(200), v text, PRIMARY KEY (m, k))")
    rows = [("check_sasl_access", "bad@ex.test", "REJECT this login"),
            ("check_ccert_access", fingerprint, "REJECT this certificate"),
            ("smtp_sasl_password_maps", f"[127.0.0.1]:{sink}", "me:secret"),
            ("smtp_sasl_password_maps", "@own.test", "own:secret")]
    database.sql("INSERT INTO d.t VALUES " + ",".join(f"('{m}','{k}','{v}')" for m, k, v in rows))
    database.sql(f"SET GLOBAL general_log_file='{general}'; SET GLOBAL general_log=1")
    names = ("check_sasl_access", "check_ccert_access", "smtp_sasl_password_maps")
    files = write_files(sandbox / "cf.d", f"user = root\ndbname = d\nhosts = unix:{database.socket}\n",
                        {name: f"SELECT v FROM t WHERE m='{name}' AND '{name}'<>'' AND k='%s'" for name in names})
    start_tabled(sandbox, sandbox / "a", "tables_positive_ttl = 0\ntables_negative_ttl = 0\n", files, label="a")
    users = sandbox.write("users", "".join(f"{name}@ex.test:{{PLAIN}}pw:65534:65534::/nonexistent::\n"
                                           for name in ("good", "bad")))
    run = sandbox.folder("run", 0o755)
    auth = sandbox.write("auth.conf", f"""base_dir = {run}
log_path = /dev/stderr
admin_socket = {run}/authd.admin
default_internal_user = 65534
default_internal_group = 65534
auth_mechanisms = plain
service auth {{
  unix_listener {run}/auth {{
    mode = 0666
    type = auth
  }}
}}
passdb {{
  driver = passwd-file
  args = {users}
}}
""")
    sandbox.daemon("dovetail-authd", "-c", auth)

    def main(table) -> dict:
        checks = ", ".join(f"{name} {table(name)}" for name in names[:2])
        return {"smtpd_sasl_auth_enable": "yes", "smtpd_sasl_type": "dovecot", "smtpd_sasl_path": f"{run}/auth",
                "smtpd_sasl_security_options": "noanonymous", "smtpd_tls_security_level": "may",
                "smtpd_tls_cert_file": sandbox / "cert.pem", "smtpd_tls_key_file": sandbox / "key.pem",
                "smtpd_tls_ask_ccert": "yes", "smtpd_tls_fingerprint_digest": "sha256",
                "smtpd_relay_restrictions": "permit_sasl_authenticated, reject_unauth_destination",
                "relay_domains": "wire.test", "relay_recipient_maps": "",
                "transport_maps": f"static:smtp:[127.0.0.1]:{sink}",
                "smtpd_recipient_restrictions": f"{checks}, permit_sasl_authenticated, reject_unauth_destination",
                "smtp_sasl_auth_enable": "yes", "smtp_sasl_security_options": "",
                "smtp_sender_dependent_authentication": "yes", "smtp_sasl_password_maps": table(names[2])}

    def conversation(postfix, login: str = "", certificate: bool = False, sender: str = "s@out.test") -> list[str]:
        with SmtpClient(postfix.port) as client:
            client.ehlo()
            if certificate:
                context = ssl.create_default_context()
                context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
                context.load_cert_chain(sandbox / "cert.pem", sandbox / "key.pem")
                assert client.starttls(context).code == 220
                client.ehlo()
            out = [str(client.auth_plain(login, "pw").code) if login else "-"]
            out.append(str(client.command(f"MAIL FROM:<{sender}>")))
            reply = client.command("RCPT TO:<x@wire.test>")
            out.append(str(reply))
            if reply.code == 250:
                out.append(str(client.data("Subject: x").code))
            return out

    def everything(name: str, table) -> tuple:
        before = general.stat().st_size
        postfix = sandbox.postfix(main(table), name=name)
        told = [conversation(postfix), conversation(postfix, login="good@ex.test"),
                conversation(postfix, login="bad@ex.test"), conversation(postfix, certificate=True),
                conversation(postfix, sender="u@own.test")]
        postfix.wait_empty()
        sent = sorted(re.findall(r"smtp\[\d+\]: \w+: to=<([^>]*)>.*status=(\w+)", postfix.log()))
        with open(general, errors="replace") as log:
            log.seek(before)
            asked = keys_asked(log.read())
        return told, sent, {name: sorted(keys) for name, keys in asked.items()}

    direct = everything("direct", lambda name: f"mysql:{files}/{name}.cf")
    assert everything("wrapped", lambda name: wrapped(sandbox / "a", name)) == direct
    plain = everything("plain", lambda name: f"socketmap:unix:{sandbox.path}/a:{name}")
    assert plain[:2] == direct[:2]
    told = str(direct[0])
    assert "this login" in told and "this certificate" in told and "sent" in str(direct[1]), direct
    assert set(names) == set(direct[2]), direct[2]
