// SPDX-License-Identifier: MIT
#include "sasl/password/scheme.hpp"

#include <set>

#include "sasl/password/verify.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail::sasl::password;

TEST_CASE("Schemes are found by their names, each once") {
  std::set<std::string_view> seen;
  for (const std::string_view name : scheme_names()) {
    INFO(name);
    CHECK(seen.insert(name).second);
    REQUIRE(find_scheme(name) != nullptr);
    CHECK(find_scheme(name)->name == name);
  }
  CHECK(find_scheme("NOSUCH") == nullptr);
  CHECK(find_scheme("") == nullptr);
}

TEST_CASE("Only cheap schemes may run on the loop") {
  for (const std::string_view name : {"PLAIN", "SHA256", "SSHA512", "CRAM-MD5", "PLAIN-MD5"}) {
    CHECK_FALSE(find_scheme(name)->slow);
  }
  for (const std::string_view name :
       {"CRYPT", "SHA512-CRYPT", "BLF-CRYPT", "ARGON2ID", "PBKDF2", "SCRAM-SHA-256"}) {
    CHECK(find_scheme(name)->slow);
  }
}
