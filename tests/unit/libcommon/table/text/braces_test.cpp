// SPDX-License-Identifier: MIT
#include "libcommon/table/text/braces.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::table::text;
using Views = std::vector<std::string_view>;

TEST_CASE("the inside of one pair of braces") {
  CHECK(inside_braces("{ a b }") == "a b");
  CHECK(inside_braces("{{a},{b}}") == "{a},{b}");
  CHECK_FALSE(inside_braces("{a}{b}"));
  CHECK_FALSE(inside_braces("{a"));
  CHECK_FALSE(inside_braces("a"));
  CHECK_FALSE(inside_braces("}{"));
}

TEST_CASE("parts are split outside of braces") {
  CHECK(split_outside_braces("a, b\tc") == Views{"a", "b", "c"});
  CHECK(split_outside_braces("inline:{x=1, y=2}, hash:/f") == Views{"inline:{x=1, y=2}", "hash:/f"});
  CHECK(split_outside_braces("")->empty());
  CHECK_FALSE(split_outside_braces("{a"));
  CHECK_FALSE(split_outside_braces("a}"));
  CHECK_FALSE(split_outside_braces(std::string(1000, '{') + std::string(1000, '}')));
}
