// SPDX-License-Identifier: MIT
#include "libcommon/table/text/rule_blocks.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::table;
using namespace dovetail::table::text;

TEST_CASE("if and endif make blocks, ! negates") {
  std::vector<Problem> problems;
  const auto lines = logical_lines("a 1\nif !b\n!c 2\nIF d\ne 3\nendif\nEndIf\niffy 4\n", problems);
  const auto rules = read_blocks(lines, problems);
  CHECK(problems.empty());
  REQUIRE(rules.size() == 6);
  CHECK(rules[1].is_if);
  CHECK(rules[1].negated);
  CHECK(rules[1].pattern == "b");
  CHECK(rules[1].end == 5);
  CHECK(rules[2].negated);
  CHECK(rules[3].end == 5);
  CHECK(rules[5].pattern == "iffy 4");
}

TEST_CASE("blocks that do not pair are errors") {
  std::vector<Problem> problems;
  read_blocks(logical_lines("endif\nif a\nb 1\n", problems), problems);
  REQUIRE(problems.size() == 2);
  CHECK(problems[0].line == 1);
  CHECK(problems[1].line == 2);
  problems.clear();
  std::string deep;
  for (int i = 0; i < 200; ++i)
    deep += "if a\n";
  read_blocks(logical_lines(deep, problems), problems);
  CHECK_FALSE(problems.empty());
}
