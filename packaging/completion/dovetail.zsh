#compdef dovetail dovetail-authd dovetail-lmtpd dovetail-policyd dovetail-tabled
# SPDX-License-Identifier: MIT
# zsh completion; written by `dovetail help --completion zsh`. The daemons' options come from their --help.
if [[ $service != dovetail ]]; then
  _gnu_generic
  return
fi
local -a before next
before=(${words[2,CURRENT-1]:#-*})
case "$before" in
  '')
    next=(
      'config'
      'auth'
      'user:Show what the user databases know of users, or list those that match a mask.'
      'pw:Make or check a stored password.'
      'greylist'
      'sieve'
      'table'
      'systemd'
      'postfix'
    )
    _describe -t commands 'dovetail command' next
    ;;
  'config')
    next=(
      'check:All problems of a configuration, with file and line.'
      'show:The settings that hold; -n\: those that differ from their default.'
      'sample:A commented dovetail.conf with every setting and its default.'
    )
    _describe -t commands 'dovetail command' next
    ;;
  'auth')
    next=(
      'test:Try a password; without one it is read from standard input.'
      'login:Log in as a mail process would\: password, then hand-over.'
      'lookup:Show what the password databases know of users.'
      'cache'
    )
    _describe -t commands 'dovetail command' next
    ;;
  'auth cache')
    next=(
      'flush:Forget remembered lookups, all or those of some users.'
    )
    _describe -t commands 'dovetail command' next
    ;;
  'greylist')
    next=(
      'list:List triplets with first and last sight, or clients with their counts.'
      'show:Show what is remembered of a client, or of a triplet.'
      'allow:Let a client, or one triplet, pass from now on.'
      'forget:Forget a client'\''s count, or one triplet.'
      'explain:Say which rule would decide a mail now, why, and what comes next.'
      'whitelist:Show which whitelist entry matches a client or a mail address.'
      'stats:Count triplets and clients.'
      'report:Say from the mail log who is delayed, by how much, and who never came back.'
      'import:Take over Postgrey'\''s databases from the text of db_dump.'
      'export:Write the records as text for db_load, to go back to Postgrey.'
    )
    _describe -t commands 'dovetail command' next
    ;;
  'sieve')
    next=(
      'check:Compile Sieve scripts and say what is wrong with them.'
      'run:Show what a Sieve script would do with a message (- for standard input).'
    )
    _describe -t commands 'dovetail command' next
    ;;
  'table')
    next=(
      'get:The answer a table gives to one key; status 68\: not there.'
      'trace:Every key Postfix would ask for an address, and the answers.'
      'list:The running daemon'\''s tables, and what is wrong with them.'
      'flush:Forget remembered answers, all or of one table or key; prints how many.'
      'convert:The lines of main.cf that move mysql\: and sqlite\: tables behind dovetail-tabled.'
    )
    _describe -t commands 'dovetail command' next
    ;;
  'systemd')
    next=(
      'sockets:Drop-ins that move our units to the sockets of a configuration.'
    )
    _describe -t commands 'dovetail command' next
    ;;
  'postfix')
    next=(
      'snippet:The lines of main.cf that make Postfix use our daemons.'
    )
    _describe -t commands 'dovetail command' next
    ;;
  'config check' | 'config check'\ *)
    _arguments '--help[Help.]' \
      '-c[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '--config[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '-q[Only warnings and errors.]' \
      '--quiet[Only warnings and errors.]' \
      '*:argument:_files'
    ;;
  'config show' | 'config show'\ *)
    _arguments '--help[Help.]' \
      '-c[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '--config[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '-n[Only settings that differ from their default.]' \
      '--not-default[Only settings that differ from their default.]' \
      '-f[What holds for protocol=, local=, remote= or lname= (may be repeated).]:NAME=VALUE:_files' \
      '--filter[What holds for protocol=, local=, remote= or lname= (may be repeated).]:NAME=VALUE:_files' \
      '-v[Of the named settings, the bare values, one a line.]' \
      '--values[Of the named settings, the bare values, one a line.]' \
      '*:argument:_files'
    ;;
  'config sample' | 'config sample'\ *)
    _arguments '--help[Help.]' \
      '--manual[The list of settings for the manual page dovetail.conf(5) instead.]' \
      '--names[The source libcommon/config/suite_tables.cpp instead.]' \
      '*:argument:_files'
    ;;
  'auth test' | 'auth test'\ *)
    _arguments '--help[Help.]' \
      '-c[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '--config[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '-a[Auth socket (default\: the first one of service auth).]:PATH:_files' \
      '--socket[Auth socket (default\: the first one of service auth).]:PATH:_files' \
      '-M[Log in as a master user; the password is the master'\''s.]:USER:_files' \
      '--master[Log in as a master user; the password is the master'\''s.]:USER:_files' \
      '-x[About the connection\: service=, rip=, lip=, rport=, session= …]:NAME=VALUE:_files' \
      '--info[About the connection\: service=, rip=, lip=, rport=, session= …]:NAME=VALUE:_files' \
      '*:argument:_files'
    ;;
  'auth login' | 'auth login'\ *)
    _arguments '--help[Help.]' \
      '-c[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '--config[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '-a[Login socket.]:PATH:_files' \
      '--socket[Login socket.]:PATH:_files' \
      '-m[Master socket, for what the mail process would get.]:PATH:_files' \
      '--master-socket[Master socket, for what the mail process would get.]:PATH:_files' \
      '-M[Log in as a master user; the password is the master'\''s.]:USER:_files' \
      '--master[Log in as a master user; the password is the master'\''s.]:USER:_files' \
      '-x[About the connection\: service=, rip=, lip=, rport=, session= …]:NAME=VALUE:_files' \
      '--info[About the connection\: service=, rip=, lip=, rport=, session= …]:NAME=VALUE:_files' \
      '*:argument:_files'
    ;;
  'auth lookup' | 'auth lookup'\ *)
    _arguments '--help[Help.]' \
      '-c[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '--config[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '-a[Userdb socket (default\: auth_socket_path).]:PATH:_files' \
      '--socket[Userdb socket (default\: auth_socket_path).]:PATH:_files' \
      '-f[Print only this field'\''s value.]:NAME:_files' \
      '--field[Print only this field'\''s value.]:NAME:_files' \
      '-x[About the connection\: service=, rip=, lip= …]:NAME=VALUE:_files' \
      '--info[About the connection\: service=, rip=, lip= …]:NAME=VALUE:_files' \
      '*:argument:_files'
    ;;
  'auth cache flush' | 'auth cache flush'\ *)
    _arguments '--help[Help.]' \
      '-c[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '--config[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '-a[Master socket.]:PATH:_files' \
      '--socket[Master socket.]:PATH:_files' \
      '*:argument:_files'
    ;;
  'user' | 'user'\ *)
    _arguments '--help[Help.]' \
      '-c[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '--config[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '-a[Userdb socket (default\: auth_socket_path).]:PATH:_files' \
      '--socket[Userdb socket (default\: auth_socket_path).]:PATH:_files' \
      '-f[Print only this field'\''s value.]:NAME:_files' \
      '--field[Print only this field'\''s value.]:NAME:_files' \
      '-x[About the connection\: service=, rip=, lip= …]:NAME=VALUE:_files' \
      '--info[About the connection\: service=, rip=, lip= …]:NAME=VALUE:_files' \
      '*:argument:_files'
    ;;
  'pw' | 'pw'\ *)
    _arguments '--help[Help.]' \
      '-s[Scheme, with .HEX or .B64 if wanted (default CRYPT).]:SCHEME:_files' \
      '--scheme[Scheme, with .HEX or .B64 if wanted (default CRYPT).]:SCHEME:_files' \
      '-p[The password; without it, it is read from standard input.]:PASSWORD:_files' \
      '--password[The password; without it, it is read from standard input.]:PASSWORD:_files' \
      '-u[User name, for DIGEST-MD5.]:USER:_files' \
      '--user[User name, for DIGEST-MD5.]:USER:_files' \
      '-r[Rounds or cost, where the scheme has them.]:N:_files' \
      '--rounds[Rounds or cost, where the scheme has them.]:N:_files' \
      '-t[Check the password against this stored one.]:HASH:_files' \
      '--test[Check the password against this stored one.]:HASH:_files' \
      '-V[Check what was made before printing it.]' \
      '--verify[Check what was made before printing it.]' \
      '-l[List the schemes.]' \
      '--list[List the schemes.]' \
      '*:argument:_files'
    ;;
  'greylist list' | 'greylist list'\ *)
    _arguments '--help[Help.]' \
      '-c[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '--config[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '--dbdir[The store of a dovetail-policyd in Postgrey'\''s place.]:DIR:_files' \
      '--clients[Clients and their counts instead of triplets.]' \
      '--waiting[Only triplets that have not passed.]' \
      '--match[Only records whose key contains TEXT.]:TEXT:_files' \
      '*:argument:_files'
    ;;
  'greylist show' | 'greylist show'\ *)
    _arguments '--help[Help.]' \
      '-c[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '--config[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '--dbdir[The store of a dovetail-policyd in Postgrey'\''s place.]:DIR:_files' \
      '--client[IP address of the client.]:ADDRESS:_files' \
      '--name[Its verified host name.]:NAME:_files' \
      '--sender[Envelope sender; with --recipient\: one triplet.]:ADDRESS:_files' \
      '--recipient[Envelope recipient.]:ADDRESS:_files' \
      '*:argument:_files'
    ;;
  'greylist allow' | 'greylist allow'\ *)
    _arguments '--help[Help.]' \
      '-c[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '--config[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '--dbdir[The store of a dovetail-policyd in Postgrey'\''s place.]:DIR:_files' \
      '--client[IP address of the client.]:ADDRESS:_files' \
      '--name[Its verified host name.]:NAME:_files' \
      '--sender[Envelope sender; with --recipient\: one triplet.]:ADDRESS:_files' \
      '--recipient[Envelope recipient.]:ADDRESS:_files' \
      '*:argument:_files'
    ;;
  'greylist forget' | 'greylist forget'\ *)
    _arguments '--help[Help.]' \
      '-c[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '--config[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '--dbdir[The store of a dovetail-policyd in Postgrey'\''s place.]:DIR:_files' \
      '--client[IP address of the client.]:ADDRESS:_files' \
      '--name[Its verified host name.]:NAME:_files' \
      '--sender[Envelope sender; with --recipient\: one triplet.]:ADDRESS:_files' \
      '--recipient[Envelope recipient.]:ADDRESS:_files' \
      '*:argument:_files'
    ;;
  'greylist explain' | 'greylist explain'\ *)
    _arguments '--help[Help.]' \
      '-c[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '--config[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '--dbdir[The store of a dovetail-policyd in Postgrey'\''s place.]:DIR:_files' \
      '--client[IP address of the client.]:ADDRESS:_files' \
      '--name[Its verified host name.]:NAME:_files' \
      '--sender[Envelope sender; with --recipient\: one triplet.]:ADDRESS:_files' \
      '--recipient[Envelope recipient.]:ADDRESS:_files' \
      '*:argument:_files'
    ;;
  'greylist whitelist' | 'greylist whitelist'\ *)
    _arguments '--help[Help.]' \
      '-c[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '--config[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '--dbdir[The store of a dovetail-policyd in Postgrey'\''s place.]:DIR:_files' \
      '--client[IP address of the client.]:ADDRESS:_files' \
      '--name[Its verified host name.]:NAME:_files' \
      '--sender[Envelope sender; with --recipient\: one triplet.]:ADDRESS:_files' \
      '--recipient[Envelope recipient.]:ADDRESS:_files' \
      '*:argument:_files'
    ;;
  'greylist stats' | 'greylist stats'\ *)
    _arguments '--help[Help.]' \
      '-c[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '--config[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '--dbdir[The store of a dovetail-policyd in Postgrey'\''s place.]:DIR:_files' \
      '*:argument:_files'
    ;;
  'greylist report' | 'greylist report'\ *)
    _arguments '--help[Help.]' \
      '--by[Group by sender (domain, the default), client or recipient.]:WHAT:_files' \
      '--format[text (the default), csv or json.]:FORM:_files' \
      '--top[At most N groups (default 20; 0\: all).]:N:_files' \
      '--never[Only groups of which something never came back.]' \
      '*:argument:_files'
    ;;
  'greylist import' | 'greylist import'\ *)
    _arguments '--help[Help.]' \
      '-c[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '--config[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '--dbdir[The store of a dovetail-policyd in Postgrey'\''s place.]:DIR:_files' \
      '*:argument:_files'
    ;;
  'greylist export' | 'greylist export'\ *)
    _arguments '--help[Help.]' \
      '-c[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '--config[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '--dbdir[The store of a dovetail-policyd in Postgrey'\''s place.]:DIR:_files' \
      '--clients[postgrey_clients.db instead of postgrey.db.]' \
      '*:argument:_files'
    ;;
  'sieve check' | 'sieve check'\ *)
    _arguments '--help[Help.]' \
      '-x[As sieve_extensions\: a list, or +NAME and -NAME.]:LIST:_files' \
      '--extensions[As sieve_extensions\: a list, or +NAME and -NAME.]:LIST:_files' \
      '*:argument:_files'
    ;;
  'sieve run' | 'sieve run'\ *)
    _arguments '--help[Help.]' \
      '-f[Envelope sender; <> is the null sender.]:ADDRESS:_files' \
      '--sender[Envelope sender; <> is the null sender.]:ADDRESS:_files' \
      '-r[Final recipient.]:ADDRESS:_files' \
      '--recipient[Final recipient.]:ADDRESS:_files' \
      '-a[Recipient as first given.]:ADDRESS:_files' \
      '--original-recipient[Recipient as first given.]:ADDRESS:_files' \
      '-m[Default mailbox (INBOX).]:NAME:_files' \
      '--mailbox[Default mailbox (INBOX).]:NAME:_files' \
      '-s[Run this script first; may be repeated.]:SCRIPT:_files' \
      '--before[Run this script first; may be repeated.]:SCRIPT:_files' \
      '-t[Show each step.]:-:_files' \
      '--trace[Show each step.]:-:_files' \
      '-x[As sieve_extensions\: a list, or +NAME and -NAME.]:LIST:_files' \
      '--extensions[As sieve_extensions\: a list, or +NAME and -NAME.]:LIST:_files' \
      '*:argument:_files'
    ;;
  'table get' | 'table get'\ *)
    _arguments '--help[Help.]' \
      '-c[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '--config[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '*:argument:_files'
    ;;
  'table trace' | 'table trace'\ *)
    _arguments '--help[Help.]' \
      '-c[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '--config[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '-k[address, transport, domain, access-address, access-host or exact; else by the table'\''s name.]:WAY:_files' \
      '--keys[address, transport, domain, access-address, access-host or exact; else by the table'\''s name.]:WAY:_files' \
      '-d[Postfix'\''s recipient_delimiter, if not as configured.]:BYTES:_files' \
      '--recipient-delimiter[Postfix'\''s recipient_delimiter, if not as configured.]:BYTES:_files' \
      '--dot-parents[Parent domains with a leading dot (not in parent_domain_matches_subdomains).]' \
      '--bare-parents[Parent domains without one, also for transport (in that parameter).]' \
      '--show-secrets[Also print the results of tables of credentials.]' \
      '*:argument:_files'
    ;;
  'table list' | 'table list'\ *)
    _arguments '--help[Help.]' \
      '-c[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '--config[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '*:argument:_files'
    ;;
  'table flush' | 'table flush'\ *)
    _arguments '--help[Help.]' \
      '-c[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '--config[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '*:argument:_files'
    ;;
  'table convert' | 'table convert'\ *)
    _arguments '--help[Help.]' \
      '-s[As socketmap\: names it (default unix\:private/tabled).]:ENDPOINT:_files' \
      '--socket[As socketmap\: names it (default unix\:private/tabled).]:ENDPOINT:_files' \
      '-t[Also hash\:, texthash\:, lmdb\:, cidr\:, pcre\: and regexp\: tables.]' \
      '--text-files[Also hash\:, texthash\:, lmdb\:, cidr\:, pcre\: and regexp\: tables.]' \
      '-k[Let dovetail-tabled derive further keys instead of Postfix (one request a lookup).]' \
      '--server-keys[Let dovetail-tabled derive further keys instead of Postfix (one request a lookup).]' \
      '*:argument:_files'
    ;;
  'systemd sockets' | 'systemd sockets'\ *)
    _arguments '--help[Help.]' \
      '-c[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '--config[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '-o[Write the files below FOLDER (/etc/systemd/system) instead of printing them.]:FOLDER:_files' \
      '--output[Write the files below FOLDER (/etc/systemd/system) instead of printing them.]:FOLDER:_files' \
      '*:argument:_files'
    ;;
  'postfix snippet' | 'postfix snippet'\ *)
    _arguments '--help[Help.]' \
      '-c[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '--config[Configuration (default /etc/dovetail/dovetail.conf).]:FILE:_files' \
      '-p[Postfix'\''s configuration folder (default\: postconf'\''s).]:FOLDER:_files' \
      '--postfix[Postfix'\''s configuration folder (default\: postconf'\''s).]:FOLDER:_files' \
      '*:argument:_files'
    ;;
esac
