// SPDX-License-Identifier: MIT
#include "policy/greylist/fingerprint.hpp"

#include "tests/support/catch.hpp"

using dovetail::policy::greylist::Fingerprint;

TEST_CASE("fingerprints are SipHash-2-4") {
  // Vectors of the reference implementation: key 00 01 … 0f, message 00 01 … of the given length.
  std::string key;
  std::string message;
  for (char c = 0; c < 16; ++c) {
    key += c;
  }
  const auto fingerprint = Fingerprint::with_secret(key);
  REQUIRE(fingerprint);
  CHECK(fingerprint->of("") == 0x726fdb47dd0e0e31);
  for (char c = 0; c < 15; ++c) {
    message += c;
  }
  CHECK(fingerprint->of(message.substr(0, 8)) == 0x93f5f5799a932462);
  CHECK(fingerprint->of(message) == 0xa129ca6149be45e5);
}

TEST_CASE("the secret has its size and matters") {
  CHECK_FALSE(Fingerprint::with_secret("short"));
  const auto a = Fingerprint::with_secret("0123456789abcdef");
  const auto b = Fingerprint::with_secret("0123456789abcdeg");
  CHECK(a->of("x") == a->of("x"));
  CHECK(a->of("x") != b->of("x"));
  CHECK(a->of("x") != a->of("y"));
}
