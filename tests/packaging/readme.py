# SPDX-License-Identifier: MIT
"""What an administrator would copy from README.md and from the guides: blocks of commands and of files."""
import re

from machine import TOP


def block(document: str, heading: str, number: int = 0) -> str:
    """The text of a fenced or indented block below a heading of a Markdown document."""
    text = (TOP / document).read_text()
    section = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", text, re.S | re.M)
    assert section, f"{document} has no section {heading!r}"
    fenced = re.findall(r"^```\w*\n(.*?)^```$", section[1], re.S | re.M)
    indented = [re.sub(r"^    ", "", part, flags=re.M) for part in re.findall(r"(?:^    .*\n)+", section[1], re.M)]
    blocks = fenced or indented
    assert len(blocks) > number, f"{document}, {heading!r}: no block {number}"
    return blocks[number]


def settings(text: str) -> dict[str, str]:
    """Lines of main.cf: an indented line continues the one before."""
    lines = re.sub(r"\n[ \t]+", " ", re.sub(r"^#.*\n|^\n", "", text, flags=re.M)).splitlines()
    return {name.strip(): value.strip() for name, _, value in (line.partition("=") for line in lines if line.strip())}
