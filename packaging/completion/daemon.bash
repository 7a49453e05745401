# SPDX-License-Identifier: MIT
# bash completion of the daemons: the options are those of --help. Installed once for each of them.
_dovetail_daemon() {
  local word=${COMP_WORDS[COMP_CWORD]}
  if [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$("$1" --help 2>/dev/null | grep -oE -- '--[a-z][a-z0-9-]+' | sort -u)" -- "$word")
  else
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
  fi
}
complete -o filenames -F _dovetail_daemon dovetail-authd dovetail-lmtpd dovetail-policyd dovetail-tabled
