// SPDX-License-Identifier: MIT
#include "lmtp/scripts/location.hpp"

#include "tests/support/catch.hpp"

using dovetail::lmtp::scripts::parse_location;

TEST_CASE("a location is a type, a path and options") {
  const auto location = parse_location("file:~/sieve;active=~/.dovecot.sieve", "/home/u");
  REQUIRE(location);
  CHECK(location->path == "/home/u/sieve");
  CHECK(location->active == "/home/u/.dovecot.sieve");
  CHECK(parse_location("/etc/sieve/a.sieve", "")->path == "/etc/sieve/a.sieve");
  CHECK(parse_location("scripts;name=main;", "/h")->path == "/h/scripts");
  CHECK(parse_location("scripts;name=main;", "/h")->name == "main");
  CHECK(parse_location("/a;;b;active=/c", "")->path == "/a;b");
  CHECK(parse_location("/a/../../b/./c", "")->path == "/b/c");
  CHECK(parse_location("/var/x:y.sieve", "")->path == "/var/x:y.sieve");
}

TEST_CASE("what cannot be used is a permanent error") {
  CHECK_FALSE(parse_location("~/sieve", ""));
  CHECK_FALSE(parse_location("ldap:/etc/ldap.conf", "/h"));
  CHECK_FALSE(parse_location("/x;active=~/y", ""));
}
