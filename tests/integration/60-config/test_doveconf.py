# SPDX-License-Identifier: MIT
"""Our reading of configurations against the real doveconf: the same values, and errors where it has errors."""
import itertools
import os
import random
import subprocess
from pathlib import Path

import pytest
from harness import FULL, need, program

DOVECONF = "doveconf"
SEED = int(os.environ.get("DOVETAIL_SEED", "20240229"))


@pytest.fixture(scope="module", autouse=True)
def programs():
    need(DOVECONF)


def refused(run) -> bool:
    """doveconf does not always exit with an error: a child it starts prints it."""
    return run.returncode != 0 or b"Fatal: Error in configuration" in run.stderr


def theirs(file: Path, names, filters=(), expand=True):
    """The values doveconf gives, in order; None where it refuses the file."""
    command = [DOVECONF, "-P", "-h", "-c", str(file)] + (["-x"] if expand else [])
    for one in filters:
        command += ["-f", one]
    run = subprocess.run(command + list(names), capture_output=True, timeout=60)
    if refused(run):
        return None
    # The one default that is ours on purpose: we do not greet as another program.
    return run.stdout.decode("utf-8", "surrogateescape").replace("Dovecot (Debian) ready.", "Dovetail ready.")


def ours(file: Path, names, filters=()):
    command = [program("dovetail"), "config", "show", "-v", "-c", str(file)]
    for one in filters:
        command += ["-f", one]
    run = subprocess.run(command + ["--"] + list(names), capture_output=True, timeout=60)
    assert run.returncode in (0, 78), run.stderr
    return run.stdout.decode("utf-8", "surrogateescape") if run.returncode == 0 else None


def compare(folder: Path, content: str, names, filters=()):
    file = folder / "dovecot.conf"
    file.write_text(content, errors="surrogateescape", newline="")
    expected = theirs(file, names, filters)
    got = ours(file, names, filters)
    assert got == expected, f"seed {SEED}; the file:\n{content}"
    return expected is not None


ALPHABET = ["a", "b", "word", "#", "'", '"', "\\", " ", "  ", "\t", "=", "{", "}", "$", "<", "%u", "\u00e4", "x#y", "\\\n",
            " \\\n  ", " \\ # c\n", "# c", "'q'", '"q q"', "\r", "$mail_plugins", " $mail_plugins ", "$ENV:HOME "]


def random_value(chance: random.Random) -> str:
    return "".join(chance.choice(ALPHABET) for _ in range(chance.randrange(8)))


def random_file(chance: random.Random):
    """Settings of plugin {}, which may have any name, in one of the ways to write them."""
    lines, names = [], []
    for number in range(chance.randrange(1, 6)):
        key = f"set{number}"
        names.append(f"plugin/{key}")
        value = random_value(chance)
        quote = chance.choice(["", "", '"', "'"])
        lines.append(f"{chance.choice(['', '  ', chr(9)])}{key}{chance.choice([' = ', '=', ' =', '  = '])}"
                     f"{quote}{value}{quote}")
        if chance.random() < 0.2:
            lines.append(chance.choice(["", "# comment", "  ", "\t# 'c"]))
    end = chance.choice(["\n", "\r\n"])
    return "mail_plugins = one two\nplugin {\n" + end.join(lines) + end + "}\n", names


def test_random_settings(tmp_path):
    """Both programs read the same values from files nobody would write, or both refuse them."""
    chance = random.Random(SEED)
    read = 0
    for _ in range(3000 if FULL else 120):
        content, names = random_file(chance)
        read += compare_present(tmp_path, content, names)
    assert read > 30


# Some settings get lost (a comment inside a continuation): both must know the same ones.
def compare_present(folder, content, names):
    file = folder / "dovecot.conf"
    file.write_bytes(content.encode("utf-8", "surrogateescape"))
    whole = subprocess.run([DOVECONF, "-P", "-x", "-c", str(file), "plugin"], capture_output=True, timeout=60)
    if b"Can't open file" in whole.stderr or b"Is a directory" in whole.stderr:
        return 0  # it reads `<file` at once, we only when somebody needs it
    mine = subprocess.run([program("dovetail"), "config", "show", "-c", str(file)], capture_output=True, timeout=60)
    assert refused(whole) == (mine.returncode != 0), f"seed {SEED}: {whole.stderr} {mine.stderr}\n{content}"
    if refused(whole):
        return 0
    written = {line.split(b"=")[0].strip() for line in whole.stdout.split(b"\n")}
    present = [name for name in names if name.split("/")[1].encode() in written]
    got = subprocess.run([program("dovetail"), "config", "show", "-v", "-c", str(file)] + names, capture_output=True)
    missing = [line.split(b"/")[-1] for line in got.stderr.splitlines() if line.startswith(b"no setting")]
    assert {name.split("/")[1].encode() for name in names} - written == set(missing), f"seed {SEED}:\n{content}"
    if present:
        assert got.stdout.decode("utf-8", "surrogateescape") == theirs(file, present), f"seed {SEED}:\n{content}"
    return 1


SECTIONS = """\
mail_plugins = quota
service lmtp {
  unix_listener lmtp {
    mode = 0600
  }
}
namespace inbox {
  inbox = yes
  mailbox Trash {
    special_use = \\Trash
  }
}
namespace inbox {
  mailbox Trash {
    auto = subscribe
  }
}
plugin {
  a = 1
}
protocol lmtp {
  mail_plugins = $mail_plugins sieve
  plugin {
    a = 2
  }
  remote 192.0.2.1 {
  }
}
remote 192.0.2.0/24 {
  protocol imap {
    mail_plugins = $mail_plugins imap_quota
  }
  login_greeting = net
}
remote 192.0.2.7 {
  login_greeting = host
}
plugin/b = 3
"""


@pytest.mark.parametrize("filters", [(), ("protocol=lmtp",), ("protocol=imap",), ("remote=192.0.2.1",),
                                     ("remote=192.0.2.7",), ("protocol=imap", "remote=192.0.2.7"), ("remote=198.51.100.1",)])
def test_filters(tmp_path, filters):
    content = SECTIONS.replace("  remote 192.0.2.1 {\n  }\n", "")
    assert compare(tmp_path, content, ["mail_plugins", "login_greeting", "plugin/a", "plugin/b",
                                       "service/lmtp/unix_listener/lmtp/mode"][:4], filters)


@pytest.mark.parametrize("blocks, filters", [
    (("protocol !lmtp", "protocol imap", "protocol !smtp", "protocol imap"), ("protocol=imap", "protocol=smtp", "protocol=lmtp")),
    (("local_name *.b.test", "local_name m.b.test", "local_name m.b.test"), ("lname=m.b.test", "lname=x.b.test")),
    (("local 10.0.0.0/8", "local 10.1.0.0/16", "local 10.0.0.0/8"), ("local=10.1.2.3", "local=10.2.0.1"))])
def test_equally_specific_filters_in_any_order(tmp_path, blocks, filters):
    for order in sorted(set(itertools.permutations(blocks))):
        content = "".join(f"{block} {{\n  hostname = h{number}\n}}\n" for number, block in enumerate(order))
        for one in filters:
            assert compare(tmp_path, content, ["hostname"], (one,))


def test_wrong_nesting_is_refused_by_both(tmp_path):
    assert not compare(tmp_path, SECTIONS, ["mail_plugins"])


MISTAKES = ["service auth{\n}\n", "service auth\n{\n}\n", "service a { user = x }\n", "}\n", "service auth {\n",
            "plugin {\n x {\n }\n}\n", "a = $nothing\n", "mail_plugins = $mail_plugins/x\n", "!include none\n",
            "= x\n", "passdb x {\n driver = static\n}\npassdb x {\n driver = static\n}\n", "protocol a b {\n}\n",
            "protocol imap {\n protocol lmtp {\n }\n}\n", "!include dovecot.conf\n"]


@pytest.mark.parametrize("content", MISTAKES)
def test_mistakes_are_refused_by_both(tmp_path, content):
    assert not compare(tmp_path, content, ["mail_plugins"])


def test_includes(tmp_path):
    (tmp_path / "conf.d").mkdir()
    (tmp_path / "conf.d" / "10-a.conf").write_text("mail_plugins = $mail_plugins ten\n")
    (tmp_path / "conf.d" / "20-b.conf").write_text("mail_plugins = $mail_plugins twenty\n!include_try none\n")
    (tmp_path / "conf.d" / ".hidden.conf").write_text("mail_plugins = hidden\n")
    for pattern in ["conf.d/*.conf", "conf.d/{20,10}*.conf", "conf.d/?0-[ab].conf", "conf.d", "conf.d/{10-a,none}.conf",
                    f"{tmp_path}/conf.d/1*"]:
        assert compare(tmp_path, f"mail_plugins = x\n!include {pattern}\n", ["mail_plugins"])


def test_the_distributions_own_files():
    """Every text setting of the installed example configuration, for each protocol."""
    file = Path("/etc/dovecot/dovecot.conf")
    if not file.exists():
        pytest.skip("no /etc/dovecot/dovecot.conf here")
    names = ["mail_location", "auth_mechanisms", "mail_privileged_group", "auth_username_format", "base_dir",
             "mail_plugins", "lda_mailbox_autocreate", "login_greeting", "syslog_facility", "ssl_min_protocol",
             "namespace/inbox/inbox"]
    for filters in [(), ("protocol=lmtp",), ("protocol=imap",)]:
        assert ours(file, names, filters) == theirs(file, names, filters, expand=False)  # -x opens certificates
