-- Greylisting, shared by several hosts: one row a triplet and one a client, found by the first 16 octets of the
-- key's SHA-256.
CREATE TABLE IF NOT EXISTS greylist_triplet (
  id BINARY(16) NOT NULL PRIMARY KEY,
  first_seen BIGINT NOT NULL,
  last_seen BIGINT NOT NULL,
  triplet VARBINARY(1200) NOT NULL
) ENGINE=InnoDB;
CREATE TABLE IF NOT EXISTS greylist_client (
  id BINARY(16) NOT NULL PRIMARY KEY,
  hits BIGINT NOT NULL,
  last_seen BIGINT NOT NULL,
  client VARBINARY(128) NOT NULL
) ENGINE=InnoDB;
