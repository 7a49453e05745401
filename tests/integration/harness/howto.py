# SPDX-License-Identifier: MIT
"""The administrator's setup that must work: the files of the how-to, as written there, plus a list of corrections.

Each correction has its reason. Paths of the test's own (the sandbox for /etc, /var and /run) are no corrections, they
are applied to all files alike.
"""
from dataclasses import dataclass

from .sandbox import Sandbox

MAIL_UID = 5000

DOVECOT = {
    "dovecot.conf": """\
protocols = imap pop lmtp
!include conf.d/*.conf
""",
    "conf.d/10-auth.conf": """\
disable_plaintext_auth = no
auth_mechanisms = plain login
!include auth-sql.conf.ext
""",
    "conf.d/auth-sql.conf.ext": """\
passdb {
driver = sql
args = /etc/dovecot/dovecot-sql.conf.ext
}

userdb {
driver = sql
args = /etc/dovecot/dovecot-sql.conf.ext
}
""",
    "conf.d/10-mail.conf": """\
mail_location = maildir:/var/vmail/%d/%n
mail_privileged_group = dovecot
mail_plugins = $mail_plugins quota
namespace inbox {
	inbox = yes
}
first_valid_uid = 107
last_valid_uid = 107
first_valid_gid = 114
last_valid_gid = 114
""",
    "conf.d/10-master.conf": """\
service auth {
#Postfix smtp-auth
unix_listener /var/spool/postfix/private/auth {
	user = postfix
	group= postfix
	mode = 0660
	}
}
service lmtp {
	unix_listener /var/spool/postfix/private/dovecot-lmtp {
   		group = postfix
   		mode = 0600
   		user = postfix
  	}
}
""",
    "conf.d/20-lmtp.conf": """\
protocol lmtp {
# Space separated list of plugins to load (default is global mail_plugins).
postmaster_address = postmaster@example.org
mail_plugins = $mail_plugins sieve quota
}
""",
    "conf.d/90-sieve.conf": """\
plugin {
    sieve = ~/.dovecot.sieve
    sieve_default = /var/lib/dovecot/sieve/default.sieve
    sieve_dir = ~/sieve
    sieve_before = /var/lib/dovecot/sieve/before/
}
""",
    "conf.d/90-quota.conf": """\
plugin {
	quota = maildir:User quota
	quota_rule = *:storage=1G
	quota_rule2 = Trash:ignore
	quota_status_overquota = "552 5.2.2 Mailbox is full"
	quota_grace = 10%%\t
	quota_status_success = DUNNO
	quota_status_nouser = DUNNO
}

# Enable Dovecot policy service. Listen in a unix socket file

service quota-status {
	executable = quota-status -p postfix
	unix_listener /var/spool/postfix/private/dovecot-quota {
		group = postfix
		mode = 0660
		user = postfix
	}
	client_limit = 1
}
""",
    "dovecot-sql.conf.ext": """\
driver = mysql
connect = host=/var/run/mysqld/mysqld.sock dbname=mail user=mail password=MyPassword
default_pass_scheme = MD5
password_query = \\
    SELECT address AS user, pass AS password FROM virtual_user \\
    WHERE address = '%u' AND active = true AND ( \\
    ('%s' = 'imap' AND allow_imap = true) OR \\
    ('%s' = 'pop3' AND allow_pop3 = true) OR \\
    ('%s' = 'smtp') OR '%s' = 'sieve' OR '%s' = 'lmtp' )
user_query = \\
	SELECT CONCAT(home,'/',maildir) AS home, uid, gid, CONCAT('*:storage=',quota,'M') AS quota_rule \\
	FROM virtual_user WHERE address = '%u' AND active = true
""",
}

SPAM_SIEVE = """\
require ["fileinto"];
if header :contains "X-Spam-Flag" "YES" {
	fileinto "Spam";
	stop;
}
"""

_CF = "user = mail\npassword = P4ssw0rd\ndbname = mail\nhosts = unix:/var/run/mysqld/mysqld.sock\nquery = {}\n"
POSTFIX_CF = {
    "gid.cf": _CF.format("SELECT gid FROM virtual_user WHERE address = '%s'"),
    "mailbox_dir.cf": _CF.format("SELECT maildir FROM virtual_user WHERE address = '%s'"),
    "transport.cf": _CF.format(
        "SELECT type FROM transport INNER JOIN domain ON (domain.id=domain_id) WHERE name='%s'"),
    "uid.cf": _CF.format("SELECT uid FROM virtual_user WHERE address = '%s'"),
    "virtual_alias.cf": _CF.format("SELECT destination FROM virtual_alias_map WHERE recipient = '%s'"),
    "virtual_domains.cf": _CF.format("SELECT name FROM domain WHERE name = '%s' AND relay = true"),
}

# main.cf of the how-to, with the two lines that name the old maps and sockets pointed at ours.
MAIN_CF = {
    "virtual_mailbox_domains": "socketmap:unix:private/tabled:virtual_domains",
    "virtual_mailbox_maps": "unionmap:{inline:{x.invalid=x},socketmap:unix:private/tabled:mailbox_dir}",
    "transport_maps": "unionmap:{inline:{x.invalid=x},socketmap:unix:private/tabled:transport}",
    "virtual_alias_maps": "unionmap:{inline:{x.invalid=x},socketmap:unix:private/tabled:virtual_alias}",
    "virtual_transport": "lmtp:unix:private/dovecot-lmtp",
    "broken_sasl_auth_clients": "yes", "smtpd_sasl_type": "dovecot", "smtpd_sasl_path": "private/auth",
    "smtpd_sasl_auth_enable": "yes", "smtpd_sasl_local_domain": "$myhostname",
    "smtpd_sasl_security_options": "noanonymous",
    "smtpd_relay_restrictions": "permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination",
    "smtpd_recipient_restrictions": "permit_mynetworks, permit_sasl_authenticated, "
        "check_policy_service unix:private/dovecot-quota, check_policy_service unix:postgrey/postgrey.socket",
}


@dataclass
class Correction:
    file: str
    old: str
    new: str
    reason: str


CORRECTIONS = [
    Correction("dovecot.conf", "imap pop lmtp", "imap pop3 lmtp", "there is no protocol named pop"),
    Correction("conf.d/10-mail.conf", "= 107", f"= {MAIL_UID}", "the mail user's number is the machine's own"),
    Correction("conf.d/10-mail.conf", "= 114", f"= {MAIL_UID}", "the mail group's number is the machine's own"),
    Correction("conf.d/10-mail.conf", "first_valid_uid", f"mail_uid = {MAIL_UID}\nmail_gid = {MAIL_UID}\nfirst_valid_uid",
               "one mail user: the daemons drop to it at once, started without systemd"),
    Correction("conf.d/20-lmtp.conf", "postmaster_address", "lda_mailbox_autocreate = yes\npostmaster_address",
               "the Spam folder is never created: without this Dovecot, too, keeps spam in the inbox"),
    Correction("dovecot-sql.conf.ext", "MyPassword", "p4ssw0rd", "the how-to has four passwords for one account"),
    *(Correction(name, "P4ssw0rd", "p4ssw0rd", "the how-to has four passwords for one account") for name in POSTFIX_CF),
]

TO_SQLITE = [
    Correction("dovecot-sql.conf.ext", "driver = mysql", "driver = sqlite", "SQLite"),
    Correction("dovecot-sql.conf.ext", "host=/var/run/mysqld/mysqld.sock dbname=mail user=mail password=p4ssw0rd",
               "/var/lib/mail.db", "SQLite: the path"),
    Correction("dovecot-sql.conf.ext", "CONCAT(home,'/',maildir)", "home || '/' || maildir", "SQLite has no CONCAT"),
    Correction("dovecot-sql.conf.ext", "CONCAT('*:storage=',quota,'M')", "'*:storage=' || quota || 'M'",
               "SQLite has no CONCAT"),
    *(Correction(name, "user = mail\npassword = p4ssw0rd\ndbname = mail\nhosts = unix:/var/run/mysqld/mysqld.sock",
                 "dbpath = /var/lib/mail.db", "sqlite_table(5)") for name in POSTFIX_CF),
]

SCHEMA = """\
CREATE TABLE domain (id integer {auto} NOT NULL PRIMARY KEY, name varchar(128) NOT NULL UNIQUE,
  relay boolean NOT NULL DEFAULT true);
CREATE TABLE transport (id integer {auto} NOT NULL PRIMARY KEY, domain_id integer NOT NULL UNIQUE,
  type varchar(128) NOT NULL default 'lmtp:unix:private/dovecot-lmtp');
CREATE TABLE virtual_user (id integer {auto} NOT NULL PRIMARY KEY, domain_id integer NOT NULL,
  comment varchar(255) NOT NULL DEFAULT '', address varchar(255) NOT NULL UNIQUE, pass varchar(128) NOT NULL,
  uid integer NOT NULL default 5000, gid integer NOT NULL default 5000,
  home varchar(128) NOT NULL default '/var/vmail', maildir varchar(255) NOT NULL, quota bigint NOT NULL default 0,
  active boolean NOT NULL default true, allow_imap boolean NOT NULL default true,
  allow_pop3 boolean NOT NULL default true, last_login_ip varchar(16), last_login_date DATETIME,
  last_login_proto varchar(5));
CREATE TABLE virtual_alias_map (id integer {auto} NOT NULL PRIMARY KEY, domain_id integer NOT NULL,
  recipient varchar(255) NOT NULL UNIQUE, destination TEXT NOT NULL);
"""
# Passwords are NAME-secret, in the how-to's scheme (MD5-CRYPT).
DATA = """\
INSERT INTO domain (id, name) VALUES (1, 'example.org');
INSERT INTO transport (domain_id) VALUES (1);
INSERT INTO virtual_user (domain_id, address, pass, home, maildir, quota) VALUES
  (1, 'ann@example.org', '$1$qV8s2kLm$qlAmYQECXcWbDPJCFSIE5/', '/var/vmail', 'example.org/ann', 10),
  (1, 'bob@example.org', '$1$qV8s2kLm$VbxYYOVJqmSJ/jbtdkl98/', '/var/vmail', 'example.org/bob', 1),
  (1, 'carol@example.org', '$1$qV8s2kLm$gturjEfwOvCLTszpk6nGJ.', '/var/vmail', 'example.org/carol', 0);
INSERT INTO virtual_user (domain_id, address, pass, home, maildir, active) VALUES
  (1, 'gone@example.org', '$1$qV8s2kLm$qlAmYQECXcWbDPJCFSIE5/', '/var/vmail', 'example.org/gone', false);
INSERT INTO virtual_user (domain_id, address, pass, home, maildir, allow_imap) VALUES
  (1, 'noimap@example.org', '$1$qV8s2kLm$ye4nG2zC.M10sjKd.Lesx1', '/var/vmail', 'example.org/noimap', false);
INSERT INTO virtual_alias_map (domain_id, recipient, destination) VALUES
  (1, 'info@example.org', 'ann@example.org,carol@example.org'), (1, 'boss@example.org', 'ann@example.org');
"""


class HowTo:
    """Writes the how-to's files below sandbox/etc; `etc`, `queue`, `vmail` say where."""

    def __init__(self, sandbox: Sandbox, sqlite: bool):
        self.sandbox = sandbox
        self.etc = sandbox.folder("etc")
        self.queue = sandbox / "pf/spool"
        self.vmail = sandbox.folder("vmail", 0o700, (MAIL_UID, MAIL_UID))
        self.database = sandbox / "mail.db"
        self.corrections = CORRECTIONS + (TO_SQLITE if sqlite else [])
        self._paths = {"/etc/dovecot": str(self.etc / "dovecot"), "/var/spool/postfix": str(self.queue),
                       "/var/vmail": str(self.vmail), "/var/lib/mail.db": str(self.database),
                       "/var/lib/dovecot/sieve": str(sandbox / "sieve"),
                       "/var/run/mysqld/mysqld.sock": str(sandbox / "db/s")}
        for name, text in DOVECOT.items():
            sandbox.write(f"etc/dovecot/{name}", self._corrected(name, text))
        for name, text in POSTFIX_CF.items():
            sandbox.write(f"etc/cf.d/{name}", self._corrected(name, text))
        sandbox.write("sieve/before/spam.sieve", SPAM_SIEVE)

    @property
    def dovecot_conf(self):
        return self.etc / "dovecot/dovecot.conf"

    def in_sandbox(self, text: str) -> str:
        for old, new in self._paths.items():
            text = text.replace(old, new)
        return text

    def _corrected(self, name: str, text: str) -> str:
        for correction in self.corrections:
            if correction.file == name:
                assert correction.old in text, f"{name} has no {correction.old!r}"
                text = text.replace(correction.old, correction.new, 1 if "first_valid" in correction.old else -1)
        return self.in_sandbox(text)

    def statements(self, auto: str) -> str:
        return SCHEMA.format(auto=auto) + self.in_sandbox(DATA)
