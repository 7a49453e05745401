// SPDX-License-Identifier: MIT
#include "lmtp/delivery/sieve_locations.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using lmtp::delivery::sieve_locations;

TEST_CASE("where the scripts are") {
  maildir::MailUser user;
  user.home = "/h";
  user.plugin = {{"sieve", "~/x.sieve"},    {"sieve_before", "/b"},  {"sieve_before2", "/b2"},
                 {"sieve_before4", "/gap"}, {"sieve_after", "/a"},   {"sieve_default", "/d"},
                 {"sieve_discard", "/x"},   {"sieve_enabled", "yes"}};
  const auto locations = sieve_locations(user);
  CHECK(locations.enabled);
  CHECK(locations.home == "/h");
  CHECK(locations.personal == "~/x.sieve");
  CHECK(locations.before == std::vector<std::string>{"/b", "/b2"});
  CHECK(locations.after == std::vector<std::string>{"/a"});
  CHECK(locations.fallback == "/d");
  CHECK(locations.discard == "/x");
}

TEST_CASE("Sieve can be switched off for a user") {
  maildir::MailUser user;
  CHECK(sieve_locations(user).enabled);
  for (const char* off : {"no", "No", "0", "false"}) {
    user.plugin["sieve_enabled"] = off;
    CHECK_FALSE(sieve_locations(user).enabled);
  }
}
