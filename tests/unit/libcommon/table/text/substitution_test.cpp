// SPDX-License-Identifier: MIT
#include "libcommon/table/text/substitution.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using table::text::Substitution;

TEST_CASE("all ways to name a group") {
  const auto result = Substitution::parse("a$1b${2}c$(1)d$$");
  REQUIRE(result);
  const regex::Groups groups({"whole", "X", "Y"});
  CHECK(result->expand(groups) == "aXbYcXd$");
  CHECK(result->highest_group() == 2);
  CHECK(Substitution::parse("plain $$")->literal() == "plain $");
  CHECK(Substitution::parse("$12")->highest_group() == 12);
}

TEST_CASE("a dollar sign that means nothing is an error") {
  for (const char* bad : {"$", "$x", "${1", "$0", "$(x)", "$99999999"})
    CHECK_FALSE(Substitution::parse(bad));
}
