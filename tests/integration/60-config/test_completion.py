# SPDX-License-Identifier: MIT
"""The shells complete what dovetail has: commands, their subcommands and options, and the daemons' options."""
import subprocess
from pathlib import Path

import pytest
from harness import need, program

FOLDER = Path(__file__).parents[3] / "packaging/completion"

# What bash does for a completion function, without a terminal.
BASH = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
name=$(complete -p "${1##*/}" | sed 's/.* -F \\([^ ]*\\) .*/\\1/')
"$name" "$1" "${COMP_WORDS[COMP_CWORD]}" ''
printf '%s\\n' "${COMPREPLY[@]}"
"""
# zsh's own helpers print what they would offer.
ZSH = """
_describe() { print -rl -- "${(@P)4}" }
_arguments() { print -rl -- "$@" }
_gnu_generic() { print generic }
source=$1; shift
words=("$@"); CURRENT=$#words; service=${1##*/}
complete_it() { source $source }
complete_it
"""


def bash(*words) -> list[str]:
    run = subprocess.run(["bash", "-c", BASH, "bash", FOLDER / ("dovetail.bash" if words[0] == "dovetail" else "daemon.bash"),
                          *words], capture_output=True, text=True, timeout=60, check=True)
    assert run.stderr == ""
    return run.stdout.split()


def zsh(*words) -> str:
    need("zsh")
    run = subprocess.run(["zsh", "-f", "-c", ZSH, "zsh", FOLDER / "dovetail.zsh", *words], capture_output=True, text=True,
                         timeout=60, check=True)
    assert run.stderr == ""
    return run.stdout


@pytest.mark.parametrize("words,offered", [
    (["dovetail", "gre"], ["greylist"]), (["dovetail", "config", ""], ["check", "show", "sample"]),
    (["dovetail", "auth", "cache", ""], ["flush"]), (["dovetail", "--v"], ["--version"]),
    (["dovetail", "config", "check", "--conf"], ["--config"]), (["dovetail", "config", "check", "-q", "--conf"], ["--config"])])
def test_bash_completes_commands_and_options(words, offered):
    assert bash(*words) == offered


def test_bash_completes_file_names(tmp_path):
    (tmp_path / "one.sieve").write_text("keep;")
    assert bash("dovetail", "sieve", "check", f"{tmp_path}/o") == [f"{tmp_path}/one.sieve"]


@pytest.mark.parametrize("daemon", ["policyd", "authd", "lmtpd", "tabled"])
def test_bash_completes_a_daemons_options(daemon):
    assert "--check" in bash(program(f"dovetail-{daemon}"), "--c") and "--config" in bash(program(f"dovetail-{daemon}"), "--c")


def test_zsh_completes_commands_and_options():
    offered = zsh("dovetail", "")
    assert "greylist" in offered and "config" in offered and "pw:" in offered
    assert zsh("dovetail", "config", "").splitlines()[0].startswith("check:")
    assert "-c[Configuration" in zsh("dovetail", "config", "check", "-")
    assert zsh("dovetail-authd", "--").strip() == "generic"
