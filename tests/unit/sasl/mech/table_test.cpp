// SPDX-License-Identifier: MIT
#include "sasl/mech/table.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::sasl::mech;

TEST_CASE("Mechanisms are found without regard to case, with Dovecot's flags") {
  CHECK(find_offer("plain")->flags == "plaintext");
  CHECK(find_offer("LOGIN")->flags == "plaintext");
  CHECK(find_offer("Cram-MD5")->flags == "dictionary\tactive");
  CHECK(find_offer("scram-sha-1")->flags == "mutual-auth");
  CHECK(find_offer("scram-sha-256")->flags == "mutual-auth");
  CHECK(find_offer("anonymous")->flags == "anonymous");
  CHECK(find_offer("gssapi") == nullptr);
  CHECK(find_offer("") == nullptr);
}

TEST_CASE("Every offer begins an exchange") {
  for (const Offer& offer : all_offers()) {
    INFO(offer.name);
    const auto mechanism = offer.begin(Context{"nonce", "<1.2@host>", "key", "secret", "anonymous"});
    REQUIRE(mechanism);
    CHECK(std::holds_alternative<Challenge>(mechanism->start(std::nullopt)));
  }
}
