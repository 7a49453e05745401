// SPDX-License-Identifier: MIT
#include "libcommon/table/result_join.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::table;

namespace {

Answer join(std::string_view format, const std::vector<std::string>& values, std::size_t limit = 0) {
  const auto parsed = Template::result_format(format);
  const Needs needs = parsed->needs_of_value();
  const Parts key("user@example.org");
  ResultJoin result(*parsed, needs, limit, key);
  for (const std::string& value : values) {
    if (!result.add(value)) break;
  }
  return result.take();
}

}  // namespace

TEST_CASE("values are formatted and joined by commas") {
  CHECK(**join("%s", {"a", "b,c"}) == "a,b,c");
  CHECK(**join("smtp:[%s]", {"mx"}) == "smtp:[mx]");
  CHECK(**join("%u of %D", {"x@y"}) == "x of example.org");
}

TEST_CASE("nothing left is not found") {
  CHECK_FALSE(*join("%s", {}));
  CHECK_FALSE(*join("%s", {""}));
  CHECK_FALSE(*join("%d", {"no domain", "user@"}));
  CHECK_FALSE(*join("%u", {"@domain"}));
  CHECK(**join("%u", {"@domain", "plain"}) == "plain");
}

TEST_CASE("a value ends at its first NUL, as a C string") {
  CHECK(**join("%s", {std::string("a\0b", 3)}) == "a");
  CHECK_FALSE(*join("%s", {std::string("\0b", 2)}));
}

TEST_CASE("more results than expansion_limit are a temporary error") {
  CHECK(**join("%s", {"a", "b"}, 2) == "a,b");
  const Answer over = join("%s", {"a", "b", "c"}, 2);
  REQUIRE_FALSE(over);
  CHECK(over.error().kind == dovetail::base::ErrorKind::temporary);
  CHECK(**join("%d", {"x", "u@d", "y"}, 1) == "d");  // values that are left out do not count
}

TEST_CASE("a result of absurd length is an error, not memory") {
  const Answer answer = join("%s%s%s%s", {std::string(400'000, 'x')});
  REQUIRE_FALSE(answer);
  CHECK(answer.error().text == "result too long");
}
