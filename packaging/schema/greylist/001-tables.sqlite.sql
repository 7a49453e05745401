-- Greylisting, one host. Two tables are only appended to: each triplet's text when it first came (arrival), and each
-- later change of its times (touch). The settled table has one small row a triplet, in the order of the
-- fingerprints; what is behind `settled_arrival` and `settled_touch` is moved there in slices.
CREATE TABLE greylist_meta (
  name TEXT PRIMARY KEY,
  value BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE greylist_arrival (
  arrival INTEGER PRIMARY KEY,
  fingerprint INTEGER NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  triplet BLOB NOT NULL
);
CREATE TABLE greylist_touch (
  touch INTEGER PRIMARY KEY,
  fingerprint INTEGER NOT NULL,
  arrival INTEGER NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL
);
CREATE TABLE greylist_settled (
  fingerprint INTEGER PRIMARY KEY,
  arrival INTEGER NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL
);
CREATE TABLE greylist_client (
  fingerprint INTEGER PRIMARY KEY,
  hits INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  client BLOB NOT NULL
);
