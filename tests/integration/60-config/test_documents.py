# SPDX-License-Identifier: MIT
"""What README and the guides tell an administrator to write is accepted by the programs that read it."""
import re
import subprocess
from pathlib import Path

import pytest
from harness import need, program
from harness.tools import find

ROOT = Path(__file__).parents[3]
GUIDES = sorted(path.name for path in ROOT.glob("examples/migrate/*.md"))
DOCUMENTS = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", *(f"examples/migrate/{name}" for name in GUIDES)]
MAIN_CF = re.compile(r"^(smtpd|virtual|relay|transport)_\w+ = ", re.M)
OURS = re.compile(r"^(auth_mechanisms|passdb|greylist_\w+|tables_\w+|last_login_query|table \w+|service (auth|tables|policy)\b)", re.M)


def blocks(document: str) -> list[str]:
    text = (ROOT / document).read_text()
    fenced = re.findall(r"^```\n(.*?)^```$", text, re.S | re.M)
    outside = re.sub(r"^```\n.*?^```$", "", text, flags=re.S | re.M)
    indented = re.findall(r"(?:^    .*\n(?:\n(?=    ))?)+", outside, re.M)
    return fenced + [re.sub(r"^    ", "", part, flags=re.M) for part in indented]


def examples(pattern, but=None) -> list:
    return [pytest.param(block, id=f"{Path(document).name}-{number}") for document in DOCUMENTS
            for number, block in enumerate(blocks(document)) if pattern.search(block) and not (but and but.search(block))]


@pytest.mark.parametrize("block", examples(OURS, MAIN_CF))
def test_a_configuration_is_one(block, tmp_path):
    """Also Dovecot's own blocks, which our grammar reads as well."""
    driver = tmp_path / "dovecot-sql.conf.ext"
    driver.write_text("driver = sqlite\nconnect = /var/lib/mail.db\n")
    database = f"passdb {{\n  driver = sql\n  args = {driver}\n}}\n"
    path = tmp_path / "dovetail.conf"
    text = block.replace("/etc/dovetail/dovecot-sql.conf.ext", str(driver))
    folder = tmp_path / "cf.d"  # a folder of tables that is missing is an error
    folder.mkdir()
    (folder / "uid.cf").write_text("dbpath = /var/lib/mail.db\nquery = SELECT uid FROM u WHERE name = '%s'\n")
    text = text.replace("/etc/postfix/cf.d", str(folder))
    for name in re.findall(r"\w+:/etc/postfix/([\w.-]+)", text):  # the tables that a block names are read, too
        (tmp_path / name).write_text("")
        text = text.replace(f"/etc/postfix/{name}", str(tmp_path / name))
    path.write_text(text if "passdb {" in text else database + text)
    run = subprocess.run([program("dovetail"), "config", "check", "-q", "-c", str(path)], capture_output=True, text=True,
                         timeout=60)
    assert (run.returncode, run.stdout) == (0, ""), run.stdout + run.stderr


@pytest.mark.parametrize("block", examples(MAIN_CF))
def test_lines_of_main_cf_are_parameters_of_postfix(block, tmp_path):
    need("postconf")
    main = block.split("recipient_delimiter")[0]  # what follows there is ours, and says so
    (tmp_path / "main.cf").write_text(re.sub(r"\s+#.*$", "", main, flags=re.M) + "\n")
    (tmp_path / "master.cf").write_text("")
    run = subprocess.run([find("postconf"), "-c", str(tmp_path), "-n"], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0 and not run.stderr, run.stderr


def commands() -> list[str]:
    text = "\n".join((ROOT / document).read_text() for document in DOCUMENTS)
    found = re.findall(r"(?:^ *|`|\| )dovetail ((?:config|auth|user|pw|greylist|sieve|table|systemd|postfix)\b[a-z ]*)", text, re.M)
    return sorted({" ".join(words.split()[:3 if words.startswith("auth cache") else 2]) for words in found})


def test_commands_exist():
    text = subprocess.run([program("dovetail"), "--help"], capture_output=True, text=True, timeout=60).stdout
    known = re.findall(r"^  ((?:[a-z]+ ?)+)", text, re.M)
    missing = [words for words in commands() if not any((one + " ").startswith(words + " ") for one in known)]
    assert len(known) > 20 and not missing


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document):
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", (ROOT / document).read_text()):
        assert ((ROOT / document).parent / target).exists(), target


def test_socket_units_that_are_named_exist():
    text = "\n".join((ROOT / document).read_text() for document in DOCUMENTS)
    text += "\n".join(path.read_text() for path in ROOT.glob("packaging/debian/*.README.Debian"))
    for unit in set(re.findall(r"\bdovetail-[a-z-]+\.(?:socket|service)\b", text)):
        assert list((ROOT / "packaging/systemd").glob(unit + "*")), unit
