# SPDX-License-Identifier: MIT
"""What every daemon shows on its admin socket: /metrics by the rules of `promtool check metrics`, /status as JSON."""
import json
import re

import pytest

from harness.admin import ask_admin
from harness.tools import binary_folder

HEAD = "log_path = /dev/stderr\ndefault_internal_user = 65534\ndefault_internal_group = 65534\n"
EXTRA = {
    "policyd": "greylist_database = {root}/state/greylist.db\n",
    "tabled": "tables_dir = {root}/cf.d\n",
    "authd": "passdb {{\n  driver = passwd-file\n  args = {root}/users\n}}\n",
    "lmtpd": "mail_location = maildir:~/Maildir\nmail_uid = 65534\nmail_gid = 65534\nauth_socket_path = {root}/au\n",
}
SERVICE = {"policyd": "policy", "tabled": "tables", "authd": "auth", "lmtpd": "lmtp"}
SAMPLE = re.compile(r'^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\.)*",?)*\})? (\S+)$')
NOT_BASE_UNITS = ("_milliseconds", "_ms", "_microseconds", "_us", "_minutes", "_hours", "_kilobytes", "_kb",
                  "_megabytes", "_mb", "_bits", "_percent")


def get(path, target, accept=None):
    reply, text = ask_admin(path, "GET", target, {"Accept": accept} if accept else {})
    assert reply.status == 200
    return reply.getheader("Content-Type"), text


def families(text: str, open_metrics: bool) -> dict:
    """name -> {help, type, samples}; every line must have its place."""
    found: dict = {}
    current = None
    lines = text.splitlines()
    if open_metrics:
        assert lines.pop() == "# EOF"
    for line in lines:
        if line.startswith("# HELP "):
            current = line.split(" ", 3)[2]
            assert current not in found, f"{current} twice"
            found[current] = {"help": line.split(" ", 3)[3], "samples": []}
        elif line.startswith("# TYPE "):
            assert line.split(" ")[2] == current
            found[current]["type"] = line.split(" ")[3]
        else:
            sample = SAMPLE.match(line)
            assert sample, f"not a sample: {line!r}"
            float(sample[3])
            assert sample[1].startswith(current), f"{sample[1]} stands under {current}"
            found[current]["samples"].append((sample[1], sample[2] or ""))
    return found


def lint(found: dict, open_metrics: bool) -> None:
    for name, family in found.items():
        assert family["help"], f"{name} has no help"
        kind, samples = family["type"], family["samples"]
        assert len(samples) == len(set(samples)), f"{name}: one series twice"
        total = name.endswith("_total")
        assert total == (kind == "counter" and not open_metrics), name
        if kind == "counter":
            assert all(sample.endswith("_total") for sample, _ in samples), name
        if kind != "histogram":
            assert not name.endswith(("_count", "_sum", "_bucket")), name
        assert not name.endswith(NOT_BASE_UNITS), f"{name}: base units are seconds and bytes"
        assert name == name.lower() and ":" not in name, name
        assert not any(word in name.split("_") for word in ("counter", "gauge", "histogram", "summary")), name
        for _, labels in samples:
            assert "@" not in labels, f"{name}: an address as a label: {labels}"


@pytest.mark.parametrize("name", SERVICE)
def test_status_and_metrics(sandbox, name):
    if not (binary_folder() / f"dovetail-{name}").exists():
        pytest.skip(f"dovetail-{name} is not built")
    sandbox.folder("state", owner=(65534, 65534))
    sandbox.folder("cf.d")
    sandbox.write("users", "alice:{PLAIN}pw:5000:5000::/home/alice::\n")
    config = sandbox.write("dovetail.conf", HEAD + f"admin_socket = {sandbox.path}/admin\n" + EXTRA[name].format(
        root=sandbox.path) + f"service {SERVICE[name]} {{\n  unix_listener {sandbox.path}/s {{\n    mode = 0666\n  }}\n}}\n")
    sandbox.daemon(f"dovetail-{name}", "-c", config)
    kind, text = get(sandbox / "admin", "/metrics")
    assert kind == "text/plain; version=0.0.4; charset=utf-8"
    plain = families(text, False)
    lint(plain, False)
    kind, text = get(sandbox / "admin", "/metrics", "application/openmetrics-text; version=1.0.0")
    assert kind.startswith("application/openmetrics-text; version=1.0.0")
    opened = families(text, True)
    lint(opened, True)
    assert {n.removesuffix("_total") for n in plain} == set(opened)
    for expected in ("dovetail_build_info", "process_start_time_seconds", "dovetail_reloads_total"):
        assert expected in plain
    assert any(n.startswith("dovetail_") and n not in ("dovetail_build_info", "dovetail_reloads_total") for n in plain), \
        "no figure of the daemon's own"
    kind, text = get(sandbox / "admin", "/status")
    assert kind == "application/json"
    status = json.loads(text)
    assert status["program"] == f"dovetail-{name}" and isinstance(status[name], dict)
