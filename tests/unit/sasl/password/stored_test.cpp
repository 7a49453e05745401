// SPDX-License-Identifier: MIT
#include "sasl/password/stored.hpp"

#include "sasl/password/limits.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail::sasl::password;

TEST_CASE("A stored password is taken apart") {
  const auto stored = parse_stored("{ssha256.hex}0a", "PLAIN");
  REQUIRE(stored);
  CHECK(stored->scheme == "SSHA256");
  CHECK(stored->encoding == Encoding::hex);
  CHECK(stored->data == "0a");
  CHECK(parse_stored("{SHA.b64}x", "")->encoding == Encoding::base64);
  CHECK(parse_stored("{SHA.Base64}x", "")->encoding == Encoding::base64);
}

TEST_CASE("Without a scheme the default holds, but crypt strings are recognised") {
  CHECK(parse_stored("secret", "PLAIN")->scheme == "PLAIN");
  CHECK(parse_stored("secret", "sha256.hex")->encoding == Encoding::hex);
  CHECK(parse_stored("$6$salt$hash", "PLAIN")->scheme == "CRYPT");
  CHECK(parse_stored("$2y$05$x", "MD5")->scheme == "CRYPT");
  CHECK(parse_stored("$x$", "PLAIN")->scheme == "PLAIN");
  CHECK(parse_stored("{unclosed", "PLAIN")->data == "{unclosed");
  CHECK(parse_stored("", "PLAIN")->data.empty());
}

TEST_CASE("Unknown encodings and endless texts are refused") {
  CHECK_FALSE(parse_stored("{SHA.ROT13}x", "PLAIN"));
  CHECK_FALSE(parse_stored(std::string(kLongestStored + 1, 'a'), "PLAIN"));
}
