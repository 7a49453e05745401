// SPDX-License-Identifier: MIT
#include "libcommon/table/text/hash_text.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::table;
using namespace dovetail::table::text;

namespace {

std::string value(const ReadTable& read, std::string_view key) {
  REQUIRE(read.table);
  const Answer answer = read.table->lookup(key);
  return *answer ? **answer : "-";
}

}  // namespace

TEST_CASE("key white space value, as postmap reads it") {
  const auto read = read_hash("# comment\nExample.org\tOK  \nuser@x   a,\n  b\n\"a b\"@d quoted\n", true);
  CHECK(read.problems.empty());
  CHECK(value(read, "example.org") == "OK");
  CHECK(value(read, "user@x") == "a,  b");
  CHECK(value(read, "\"a b\"@d") == "quoted");
  CHECK(value(read, "none") == "-");
}

TEST_CASE("case is kept where folding is off") {
  CHECK(value(read_hash("Key v", false), "Key") == "v");
  CHECK(value(read_hash("Key v", false), "key") == "-");
}

TEST_CASE("doubtful lines are warnings: nothing stops the table") {
  const auto read = read_hash("lonely\na 1\na 2\nalias: x\n", true);
  REQUIRE(read.problems.size() == 3);
  CHECK(value(read, "a") == "1");
  for (const Problem& problem : read.problems)
    CHECK_FALSE(problem.is_error);
}

TEST_CASE("inline and static") {
  const auto read = read_inline("{ a=1, { b = two words } }", true);
  CHECK(value(read, "a") == "1");
  CHECK(value(read, "b") == "two words");
  CHECK_FALSE(read_inline("{}", true).usable());
  CHECK_FALSE(read_inline("a=1", true).usable());
  CHECK_FALSE(read_inline("{a}", true).usable());
  CHECK(value(read_static("5000"), "any") == "5000");
  CHECK(value(read_static("{ a b }"), "any") == "a b");
  CHECK_FALSE(read_static("").usable());
}
