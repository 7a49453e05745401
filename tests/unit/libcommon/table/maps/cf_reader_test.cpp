// SPDX-License-Identifier: MIT
#include "libcommon/table/maps/cf_reader.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::table;
using namespace std::chrono_literals;

TEST_CASE("typed values and their defaults") {
  const CfFile file = parse_cf("n = 12\nneg = -1\nyes = YES\nno = no\nt = 5\nm = 2m\nempty =\n");
  std::vector<Problem> problems;
  maps::CfReader reader(file, problems);
  CHECK(reader.number("n", 0) == 12);
  CHECK(reader.number("neg", 3) == 0);
  CHECK(reader.number("none", 7) == 7);
  CHECK(reader.boolean("yes") == true);
  CHECK(reader.boolean("no") == false);
  CHECK_FALSE(reader.boolean("empty"));
  CHECK(reader.time("t", 60s) == 5s);
  CHECK(reader.time("m", 60s) == 120s);
  CHECK(reader.time("none", 60s) == 60s);
  CHECK(problems.empty());
}

TEST_CASE("what is wrong is an error with its line, what is unknown a warning") {
  const CfFile file = parse_cf("n = 5x\nb = maybe\nt = 1y\nempty =\nwhat = ever\nwhat = again\n");
  std::vector<Problem> problems;
  maps::CfReader reader(file, problems);
  CHECK(reader.number("n", 1) == 1);
  CHECK_FALSE(reader.boolean("b"));
  CHECK(reader.time("t", 9s) == 9s);
  CHECK(reader.required("empty").empty());
  CHECK(problems.size() == 4);
  CHECK(problems[2].line == 3);
  reader.warn_of_unknown();
  REQUIRE(problems.size() == 5);
  CHECK_FALSE(problems[4].is_error);
  CHECK(problems[4].line == 5);
}
