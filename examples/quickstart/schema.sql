-- SPDX-License-Identifier: MIT
-- The mail database of the how-to, in SQLite's dialect.
CREATE TABLE domain (
  id    INTEGER PRIMARY KEY,
  name  TEXT NOT NULL UNIQUE,
  relay BOOLEAN NOT NULL DEFAULT true
);
CREATE TABLE transport (
  id        INTEGER PRIMARY KEY,
  domain_id INTEGER NOT NULL UNIQUE REFERENCES domain (id),
  type      TEXT NOT NULL DEFAULT 'lmtp:unix:private/dovecot-lmtp'
);
CREATE TABLE virtual_user (
  id         INTEGER PRIMARY KEY,
  domain_id  INTEGER NOT NULL REFERENCES domain (id),
  comment    TEXT NOT NULL DEFAULT '',
  address    TEXT NOT NULL UNIQUE,
  pass       TEXT NOT NULL,
  uid        INTEGER NOT NULL DEFAULT 5000,
  gid        INTEGER NOT NULL DEFAULT 5000,
  home       TEXT NOT NULL DEFAULT '/var/vmail',
  maildir    TEXT NOT NULL,
  quota      INTEGER NOT NULL DEFAULT 0,  -- MiB, 0 is no limit
  active     BOOLEAN NOT NULL DEFAULT true,
  allow_imap BOOLEAN NOT NULL DEFAULT true,
  allow_pop3 BOOLEAN NOT NULL DEFAULT true,
  last_login_ip    TEXT,
  last_login_date  TEXT,
  last_login_proto TEXT
);
CREATE TABLE virtual_alias_map (
  id          INTEGER PRIMARY KEY,
  domain_id   INTEGER NOT NULL REFERENCES domain (id),
  recipient   TEXT NOT NULL UNIQUE,
  destination TEXT NOT NULL
);
