// SPDX-License-Identifier: MIT
#include "lmtp/sieve/runtime/comparator.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::lmtp::sieve;

TEST_CASE("i;ascii-casemap folds ASCII alone") {
  CHECK(casemap_comparator().compare("aBc", "AbC") == 0);
  CHECK(casemap_comparator().compare("\xc3\xa4", "\xc3\x84") != 0);
  CHECK(casemap_comparator().compare("a", "B") < 0);
  CHECK(casemap_comparator().compare("ab", "A") > 0);
  CHECK(octet_comparator().compare("a", "B") > 0);
}

TEST_CASE("i;ascii-numeric compares leading digits of any length") {
  const auto compare = numeric_comparator().compare;
  CHECK(compare("10", "9") > 0);
  CHECK(compare("007x", "7") == 0);
  CHECK(compare("99999999999999999999999999999998", "99999999999999999999999999999999") < 0);
  CHECK(compare("x", "") == 0);
  CHECK(compare("x", "99999999999999999999999999") > 0);
  CHECK(compare("0", "x") < 0);
  CHECK(compare("0", "000") == 0);
}

TEST_CASE("comparators are found by name") {
  CHECK(find_comparator("i;octet") == &octet_comparator());
  CHECK(find_comparator("i;foo") == nullptr);
}
