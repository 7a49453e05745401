# SPDX-License-Identifier: MIT
"""Scripts and messages that are run through both interpreters."""

HEADER_KEYS = ['"frop"', '"FR*"', '"*o?"', '"\\\\*"', '"J\u00f6rg*"', '""', '["x", "*@*"]']
MATCHES = ["", ":is", ":contains", ":matches"]
COMPARATORS = ["", ':comparator "i;octet"', ':comparator "i;ascii-casemap"']
FIELDS = ['"subject"', '"X-Missing"', '["from", "to", "x-multi"]', '"x-empty"', '"received"']


def header_scripts():
    for fields in FIELDS:
        for match in MATCHES:
            for comparator in COMPARATORS:
                tests = "".join(
                    f"if header {match} {comparator} {fields} {key} {{ fileinto \"k{i}\"; }}\n"
                    for i, key in enumerate(HEADER_KEYS)
                )
                yield f'require "fileinto";\n{tests}'


ADDRESS_KEYS = ['"john"', '"a@b.example"', '"*"', '"b.example"', '""', '"*@*.*"', '"@"']
PARTS = ["", ":all", ":localpart", ":domain", ":user", ":detail"]
ADDRESS_FIELDS = ['"from"', '["to", "cc"]', '"sender"', '"reply-to"']


def address_scripts():
    for fields in ADDRESS_FIELDS:
        for part in PARTS:
            for match in MATCHES:
                tests = "".join(
                    f"if address {part} {match} {fields} {key} {{ fileinto \"k{i}\"; }}\n"
                    for i, key in enumerate(ADDRESS_KEYS)
                )
                yield f'require ["fileinto", "subaddress"];\n{tests}'


def envelope_scripts():
    for part in PARTS:
        for match in MATCHES:
            tests = "".join(
                f'if envelope {part} {match} "{who}" {key} {{ fileinto "{who}{i}"; }}\n'
                for who in ("from", "to")
                for i, key in enumerate(ADDRESS_KEYS)
            )
            yield f'require ["fileinto", "subaddress", "envelope"];\n{tests}'


def relational_scripts():
    for relation in ("gt", "ge", "lt", "le", "eq", "ne"):
        for kind in (":count", ":value"):
            for comparator in ("i;ascii-numeric", "i;ascii-casemap", "i;octet"):
                tests = "".join(
                    f'if header {kind} "{relation}" :comparator "{comparator}" {fields} "{number}" '
                    f'{{ fileinto "f{i}n{number}"; }}\n'
                    for i, fields in enumerate(FIELDS)
                    for number in ("0", "1", "2", "03", "x")
                )
                yield f'require ["fileinto", "relational", "comparator-i;ascii-numeric"];\n{tests}'


ACTIONS = [
    "", "keep;", "discard;", "keep; discard;", "stop; discard;", 'redirect "a@b.example";',
    'redirect "a@b.example"; keep;', 'redirect :copy "a@b.example";', 'redirect "a@b.example"; redirect "a@B.EXAMPLE";',
    'fileinto "A";', 'fileinto :copy "A";', 'fileinto "A"; fileinto "A"; fileinto "B";',
    'fileinto "INBOX"; keep;', 'keep; fileinto "INBOX";', 'fileinto :copy "A"; fileinto "A";',
    'fileinto "A"; fileinto :copy "A";', 'addflag "\\\\Seen"; keep;', 'addflag "x y"; fileinto "A"; removeflag "x"; keep;',
    'keep :flags "\\\\Flagged z";', 'fileinto :flags "a" "F"; fileinto :flags "b" "F";', 'setflag "a"; discard;',
    'addflag ["\\\\SEEN", "seen", "SEEN"]; keep;', 'set "x" "Folder"; fileinto "${x}.${unset}y";',
    'if header :matches "subject" "* *" { fileinto "${1}-${2}"; }', 'set :lower :upperfirst "a" "FROP"; fileinto "${a}";',
    'set :length "a" "\u00e4\u00f6"; fileinto "${a}";', 'set :quotewildcard "a" "*?\\\\"; fileinto "${a}";',
    'if size :over 100 { fileinto "big"; } if size :under 1M { fileinto "small"; }',
    'if exists ["from", "subject"] { fileinto "both"; } if not exists "x-none" { fileinto "none"; }',
    'if allof(true, not false) { fileinto "t"; } elsif true { discard; }',
    'if anyof(false, false) { discard; } elsif header "subject" "x" { discard; } else { fileinto "e"; }',
    'if body :contains "hello" { fileinto "body"; }', 'if body :raw :contains "hello" { fileinto "raw"; }',
    'if body :content "text" :matches "*" { fileinto "content"; }',
    'if date :originalzone "date" "hour" "10" { fileinto "ten"; }', 'if date :zone "+0000" "date" :matches "iso8601" "*" {}',
    'if date :matches :originalzone "date" "std11" "*" { fileinto "${0}"; }',
    'if date :matches :zone "-0130" "date" "julian" "*" { fileinto "${0}"; }',
    'if header :index 1 :matches "x-multi" "*" { fileinto "1${0}"; } '
    'if header :index 1 :last :matches "x-multi" "*" { fileinto "2${0}"; }',
    'if header :regex "subject" "([a-z]+)[^a-z]*$" { fileinto "r${1}"; }',
    'if address :regex "from" "^(.*)@(.*)$" { fileinto "${2}/${1}"; }',
    'fileinto "${hex: 41 42}${unicode:e4}";', 'if hasflag "x" { discard; } addflag "x"; if hasflag "X" { fileinto "has"; }',
    'if string :is "${x}" "" { fileinto "unset"; }', 'if string "A" "a" { fileinto "folded"; }',
    'if not ihave "no-such" { fileinto "without"; }',
]


def action_scripts():
    require = (
        'require ["fileinto", "copy", "imap4flags", "variables", "body", "date", "index", "regex", "ihave", '
        '"environment"];\n'
    )
    for action in ACTIONS:
        needs = require.replace('"ihave"', '"ihave", "encoded-character"') if "${hex" in action else require
        yield needs + action + "\n"


def all_scripts():
    for source in (header_scripts, address_scripts, envelope_scripts, relational_scripts, action_scripts):
        yield from source()


MESSAGES = [
    "From: sender@example.com\r\nTo: recipient@example.org\r\nSubject: Frop!\r\n\r\nFriep!\r\n",
    "From: =?utf-8?q?J=C3=B6rg?= <john+box@b.example>\r\nTo: a@b.example, \"x, y\" <c.d@e.example>\r\nCc: g: a@b.example;\r\n"
    "Sender: <broken\r\nReply-To: undisclosed-recipients:;\r\nSubject: =?utf-8?q?J=C3=B6rg?= =?utf-8?b?IGZyb3A=?=\r\n"
    "X-Multi: one\r\nX-Multi: 2\r\nX-Multi:\r\n three\r\nX-Empty:\r\nReceived: from a by b;\r\n\tMon, 2 Mar 2026 10:00:00 +0000\r\n"
    "Date: Tue, 03 Mar 2026 10:00:00 +0100\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\nhello \xe4\r\n",
    "from: a..b@c.example\nto: user\nsubject:    \nX-Multi: a*b\nDate: nonsense\n\nhello\n",
    "From: \"a b\"@q.example (comment)\r\nTo: <@r.example:a@b.example>\r\nSubject: folded\r\n\tsubject  \r\nReply-To: @\r\n"
    "Sender: a@b.example c@d.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
    "Content-Type: text/html\r\n\r\n<p>hel<b>lo</b> hello</p>\r\n--x\r\nContent-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\nhello\r\n--x--\r\n",
    "Subject: frop x\r\nFrom: mailer-daemon\r\n",
]
