# SPDX-License-Identifier: MIT
"""`dovetail config check` finds what the daemons find: no configuration that it calls sound ends a daemon's start."""
import subprocess

import pytest
from harness import program

AUTH = "passdb {\n  driver = static\n  args = password=x\n}\nuserdb {\n  driver = static\n  args = uid=99 gid=99 home=/h\n}\n"
LISTENER = "service {} {{\n  inet_listener x {{\n    port = 24\n    {}\n  }}\n}}\n"

# daemon, what is wrong, the words of its finding
WRONG = [
    ("authd", "nonsense_setting = 1\n", "nonsense_setting"),
    ("authd", "shutdown_timeout = never\n", "shutdown_timeout"),
    ("authd", "passdb {\n  driver = sql\n  args = /nowhere/sql.conf\n}\n", "/nowhere/sql.conf"),
    ("authd", AUTH + LISTENER.format("auth", "type = nonsense"), "Unknown listener type"),
    ("authd", AUTH + LISTENER.format("auth", "tempfail = never"), "tempfail"),
    ("authd", AUTH + LISTENER.format("auth", "type = userdb"), "allow_tcp"),
    ("authd", AUTH + LISTENER.format("auth", "ssl = yes"), "inet_listener_ssl"),
    ("authd", AUTH + LISTENER.format("auth", "haproxy = yes"), "inet_listener_haproxy"),
    ("lmtpd", LISTENER.format("lmtp", "ssl = yes"), "inet_listener_ssl"),
    ("lmtpd", "login_trusted_networks = 192.0.2.0/240\n", "192.0.2.0/240"),
    ("lmtpd", "mail_uid = no_such_user_here\n", "no_such_user_here"),
    ("lmtpd", "mail_plugins = quota\nplugin {\n  quota = maildir:User\n  quota_rule = nonsense\n}\n", "quota"),
    ("lmtpd", "mail_plugins = zlib\n", "zlib"),
    ("lmtpd", "plugin {\n  sieve_max_redirects = many\n}\n", "sieve_max_redirects"),
    ("lmtpd", "plugin {\n  sieve_max_cpu_time = long\n}\n", "sieve_max_cpu_time"),
    ("policyd", "greylist_ipv4_prefix = 33\n", "greylist_ipv4_prefix"),
    ("policyd", "greylist_action = 250\n", "greylist_action"),
    ("policyd", "greylist_delay = later\n", "greylist_delay"),
    ("policyd", LISTENER.format("policy", "haproxy = yes"), "inet_listener_haproxy"),
    ("policyd", "service policy {\n  client_limit = some\n}\n", "client_limit"),
    ("quota-status", "mail_location = mdbox:~/m\n", "mdbox"),
    ("quota-status", "mail_uid = no_such_user_here\n", "no_such_user_here"),
    ("tabled", "table one {\n  source = nonsense:/x\n}\n", "nonsense"),
    ("tabled", "table one {\n  source = mysql:/nowhere/one.cf\n}\n", "/nowhere/one.cf"),
    ("tabled", "tables_dir = {folder}\n", "broken.cf"),
    ("tabled", LISTENER.format("tables", "type = tcp_table"), "table = NAME is missing"),
    ("tabled", LISTENER.format("tables", "allow_users = no_such_user_here"), "no_such_user_here"),
    ("tabled", LISTENER.format("tables", "tempfail = reply"), "tempfail"),
]


def run(*words):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=60,
                          stdin=subprocess.DEVNULL)


def of_daemon(daemon, config):
    if daemon == "quota-status":
        return run(program("dovetail-policyd"), "--service", daemon, "--check", "-c", config)
    return run(program(f"dovetail-{daemon}"), "--check", "-c", config)


@pytest.mark.parametrize("daemon, text, expected", WRONG, ids=[f"{d}-{e}" for d, _, e in WRONG])
def test_what_a_daemon_refuses_is_an_error_of_the_check(tmp_path, daemon, text, expected):
    (tmp_path / "broken.cf").write_text("nonsense\n")
    config = tmp_path / "dovetail.conf"
    config.write_text(text.replace("{folder}", str(tmp_path)))
    refused = of_daemon(daemon, config)
    assert refused.returncode in (66, 78) and expected in refused.stderr, refused.stderr
    checked = run(program("dovetail"), "config", "check", "-q", "-c", config)
    assert checked.returncode == refused.returncode
    errors = [line for line in refused.stderr.splitlines() if "error: " in line]
    assert errors and all(error in checked.stdout for error in errors), (errors, checked.stdout)


@pytest.mark.parametrize("daemon", ["authd", "lmtpd", "policyd", "quota-status", "tabled"])
def test_a_configuration_without_findings_is_none_to_any_daemon(tmp_path, daemon):
    config = tmp_path / "dovetail.conf"
    config.write_text(AUTH + "mail_location = maildir:~/Maildir\nservice auth {\n  client_limit = 5\n}\n")
    checked = run(program("dovetail"), "config", "check", "-q", "-c", config)
    assert (checked.returncode, checked.stdout) == (0, "")
    done = of_daemon(daemon, config)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_listener_without_tls_may_be_wanted(tmp_path):
    config = tmp_path / "dovetail.conf"
    config.write_text(LISTENER.format("lmtp", "ssl = yes") + "dovetail_ignore = inet_listener_ssl\n")
    assert of_daemon("lmtpd", config).returncode == 0
    assert run(program("dovetail"), "config", "check", "-c", config).returncode == 0


@pytest.mark.parametrize("words", [["--service", "quota-staus"], ["--service=quota-status", "--stdio"], ["dovetail.conf"]])
def test_a_misspelt_service_does_not_greylist(words):
    done = run(program("dovetail-policyd"), *words)
    assert done.returncode == 64 and "try --help" in done.stderr


@pytest.mark.parametrize("daemon", ["authd", "lmtpd", "policyd", "quota-status", "tabled"])
def test_what_is_printed_is_what_differs(tmp_path, daemon):
    config = tmp_path / "dovetail.conf"
    config.write_text(AUTH + "log_path = /dev/stderr\nsyslog_facility = mail\n")
    words = ["--service", daemon] if daemon == "quota-status" else []
    binary = program("dovetail-policyd" if words else f"dovetail-{daemon}")
    shown = run(binary, *words, "-n", "-c", config).stdout
    assert "log_path = /dev/stderr\n" in shown and "passdb {\n" in shown
    assert "syslog_facility" not in shown and "greylist_delay" not in shown
