// SPDX-License-Identifier: MIT
#include "libcommon/crypto/random.hpp"

#include <map>
#include <set>

#include "tests/support/catch.hpp"

using namespace dovetail;

TEST_CASE("random bytes have the wanted length and differ") {
  CHECK(crypto::random_bytes(0).empty());
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    seen.insert(crypto::random_bytes(16));
  }
  CHECK(seen.size() == 100);
  CHECK(crypto::random_number() != crypto::random_number());
}

TEST_CASE("random text uses every letter about equally often") {
  std::map<char, int> counts;
  for (const char c : crypto::random_text(30'000, "abc")) {
    ++counts[c];
  }
  REQUIRE(counts.size() == 3);
  for (const auto& [letter, count] : counts) {
    CAPTURE(letter, count);
    CHECK(count > 9'000);  // ten standard deviations below the mean
  }
  CHECK(crypto::random_text(5, "x") == "xxxxx");
}
