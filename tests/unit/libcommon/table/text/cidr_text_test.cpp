// SPDX-License-Identifier: MIT
#include "libcommon/table/text/cidr_text.hpp"

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

TEST_CASE("the first rule that matches decides") {
  const auto read =
      read_cidr("192.0.2.1 one host\n192.0.2.0/24 REJECT net\n2001:db8::/32 OK\n!10.0.0.0/8 outside\n");
  CHECK(value(read, "192.0.2.1") == "one host");
  CHECK(value(read, "192.0.2.2") == "REJECT net");
  CHECK(value(read, "2001:db8:1::") == "OK");
  CHECK(value(read, "10.1.1.1") == "-");
  CHECK(value(read, "11.1.1.1") == "outside");
  CHECK(value(read, "host.example") == "-");
}

TEST_CASE("if blocks hold rules for a network only") {
  const auto read = read_cidr(
      "if 10.0.0.0/8\nif !10.1.0.0/16\n10.0.0.0/8 inner\nendif\n10.1.0.0/24 deep\nendif\n0.0.0.0/0 rest\n");
  CHECK(value(read, "10.2.0.1") == "inner");
  CHECK(value(read, "10.1.0.1") == "deep");
  CHECK(value(read, "10.1.1.1") == "rest");
  CHECK(value(read, "11.0.0.1") == "rest");
}

TEST_CASE("all mistakes are reported with their line, and there is no table") {
  const auto read = read_cidr("10.0.0.1/8 x\n10.0.0.0/8\nnet y\nif 10.0.0.0/8 text\nendif\n");
  CHECK_FALSE(read.usable());
  REQUIRE(read.problems.size() == 4);
  CHECK(read.problems[0].line == 1);
  CHECK(read.problems[3].line == 4);
}
