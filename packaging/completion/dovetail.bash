# SPDX-License-Identifier: MIT
# bash completion of dovetail(1); written by `dovetail help --completion bash`.
_dovetail() {
  local word=${COMP_WORDS[COMP_CWORD]} next='' options=--help before=() i
  for ((i = 1; i < COMP_CWORD; ++i)); do
    [[ ${COMP_WORDS[i]} == -* ]] || before+=("${COMP_WORDS[i]}")
  done
  case "${before[*]}" in
    '') next='config auth user pw greylist sieve table systemd postfix' options='--help --version' ;;
    'config') next='check show sample' ;;
    'auth') next='test login lookup cache' ;;
    'auth cache') next='flush' ;;
    'greylist') next='list show allow forget explain whitelist stats report import export' ;;
    'sieve') next='check run' ;;
    'table') next='get trace list flush convert' ;;
    'systemd') next='sockets' ;;
    'postfix') next='snippet' ;;
    'config check' | 'config check'\ *) options='--help --config --quiet' ;;
    'config show' | 'config show'\ *) options='--help --config --not-default --filter --values' ;;
    'config sample' | 'config sample'\ *) options='--help --manual --names' ;;
    'auth test' | 'auth test'\ *) options='--help --config --socket --master --info' ;;
    'auth login' | 'auth login'\ *) options='--help --config --socket --master-socket --master --info' ;;
    'auth lookup' | 'auth lookup'\ *) options='--help --config --socket --field --info' ;;
    'auth cache flush' | 'auth cache flush'\ *) options='--help --config --socket' ;;
    'user' | 'user'\ *) options='--help --config --socket --field --info' ;;
    'pw' | 'pw'\ *) options='--help --scheme --password --user --rounds --test --verify --list' ;;
    'greylist list' | 'greylist list'\ *) options='--help --config --dbdir --clients --waiting --match' ;;
    'greylist show' | 'greylist show'\ *) options='--help --config --dbdir --client --name --sender --recipient' ;;
    'greylist allow' | 'greylist allow'\ *) options='--help --config --dbdir --client --name --sender --recipient' ;;
    'greylist forget' | 'greylist forget'\ *) options='--help --config --dbdir --client --name --sender --recipient' ;;
    'greylist explain' | 'greylist explain'\ *) options='--help --config --dbdir --client --name --sender --recipient' ;;
    'greylist whitelist' | 'greylist whitelist'\ *) options='--help --config --dbdir --client --name --sender --recipient' ;;
    'greylist stats' | 'greylist stats'\ *) options='--help --config --dbdir' ;;
    'greylist report' | 'greylist report'\ *) options='--help --by --format --top --never' ;;
    'greylist import' | 'greylist import'\ *) options='--help --config --dbdir' ;;
    'greylist export' | 'greylist export'\ *) options='--help --config --dbdir --clients' ;;
    'sieve check' | 'sieve check'\ *) options='--help --extensions' ;;
    'sieve run' | 'sieve run'\ *) options='--help --sender --recipient --original-recipient --mailbox --before --trace --extensions' ;;
    'table get' | 'table get'\ *) options='--help --config' ;;
    'table trace' | 'table trace'\ *) options='--help --config --keys --recipient-delimiter --dot-parents --bare-parents --show-secrets' ;;
    'table list' | 'table list'\ *) options='--help --config' ;;
    'table flush' | 'table flush'\ *) options='--help --config' ;;
    'table convert' | 'table convert'\ *) options='--help --socket --text-files --server-keys' ;;
    'systemd sockets' | 'systemd sockets'\ *) options='--help --config --output' ;;
    'postfix snippet' | 'postfix snippet'\ *) options='--help --config --postfix' ;;
  esac
  if [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
  elif [[ -n $next ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$next" -- "$word")
  else
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
  fi
}
complete -o filenames -F _dovetail dovetail
