// SPDX-License-Identifier: MIT
#include "libcommon/table/cf_file.hpp"

#include "libcommon/table/limits.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail::table;

TEST_CASE("settings are names and values without quoting") {
  const CfFile file = parse_cf("user = mail\npassword=p = \"w\" # x\n hosts\t=\n\tunix:/run/s\n");
  REQUIRE(file.problems.empty());
  CHECK(file.find("user")->value == "mail");
  CHECK(file.find("password")->value ==
        "p = \"w\" # x hosts\t=\tunix:/run/s");  // white space continues a line
  CHECK_FALSE(file.find("hosts"));
}

TEST_CASE("comments and blank lines do not end a logical line") {
  const CfFile file = parse_cf("query = SELECT a\n# why\n\n  FROM t\n#hosts = x\nhosts = a\r\n");
  CHECK(file.find("query")->value == "SELECT a  FROM t");
  CHECK(file.find("hosts")->value == "a");
  CHECK(file.find("hosts")->line == 6);
}

TEST_CASE("the last of a name counts") {
  CHECK(parse_cf("a = 1\na = 2").find("a")->value == "2");
}

TEST_CASE("lines that are no setting are errors with their line") {
  const CfFile file = parse_cf("a = 1\nnonsense line\n= x\nb c = d\n");
  REQUIRE(file.problems.size() == 3);
  CHECK(file.problems[0].line == 2);
  CHECK(file.problems[1].line == 3);
  CHECK(file.problems[2].text == "missing '=' after \"b\"");
}

TEST_CASE("a first line that continues nothing is ignored with a warning, as Postfix does") {
  const CfFile file = parse_cf("  a = 1\nb = 2\n");
  REQUIRE(file.problems.size() == 1);
  CHECK_FALSE(file.problems[0].is_error);
  CHECK_FALSE(file.find("a"));
  CHECK(file.find("b"));
}

TEST_CASE("sizes are bounded") {
  CHECK(parse_cf(std::string(kMaxCfFile + 1, 'x')).problems.at(0).is_error);
  std::string many;
  for (std::size_t i = 0; i <= kMaxCfSettings; ++i)
    many += "a = 1\n";
  CHECK(parse_cf(many).problems.size() == 1);
}
