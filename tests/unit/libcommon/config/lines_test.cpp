// SPDX-License-Identifier: MIT
#include "libcommon/config/lines.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/libcommon/config/reading.hpp"

using namespace dovetail;
using config::Grammar;
using config::LogicalLines;
using test::Reading;

namespace {

std::string value_of_a(const std::string& text) {
  return Reading(text).text("a");
}

}  // namespace

// The vectors below were checked against doveconf 2.3.19.
TEST_CASE("comments are cut where no closed quote protects them") {
  CHECK(value_of_a("a = x # c") == "x");
  CHECK(value_of_a("a = \"x # y\"") == "x # y");
  CHECK(value_of_a("a = 'x # y'") == "x # y");
  CHECK(value_of_a("a = foo \"bar # in\" baz # c") == "foo \"bar # in\" baz");
  CHECK(value_of_a("a = it's # not a comment") == "it's # not a comment");
}

TEST_CASE("a comment right after a byte is cut with a warning") {
  const Reading reading("a = x#y");
  CHECK(reading.text("a") == "x");
  CHECK(reading.says("dovecot.conf:1: warning: Ambiguous '#'"));
  CHECK_FALSE(reading.findings.has_errors());
}

TEST_CASE("continued lines are joined with one space") {
  CHECK(value_of_a("a = one \\\n   two   \\\nthree") == "one two three");
  CHECK(value_of_a("a = endslash\\\nnext") == "endslash next");
  CHECK(value_of_a("a = x \\ # c\ny") == "x y");
  CHECK(value_of_a("a = \"q \\\n   c\"") == "q c");
  CHECK(value_of_a("a = \"q \\\n  c\" # z") == "\"q c\" # z");
  CHECK(Reading("key \\\n= v").text("key") == "v");
}

TEST_CASE("only one backslash at the end is looked at") {
  const Reading reading("a = it is \\\\\nb = c");
  CHECK(reading.text("a") == "it is \\ b = c");
  CHECK(reading.text("b") == "(unset)");
}

TEST_CASE("a skip line inside a continuation throws away what came before") {
  const Reading empty("a = one \\\n\nb = 2");
  CHECK(empty.text("a") == "(unset)");
  CHECK(empty.text("b") == "2");
  CHECK(empty.said().empty());
  CHECK(Reading("a = one \\\n# c\ntwo").says("dovecot.conf:3: error: Expecting '{'"));
}

TEST_CASE("driver files keep what a continuation collected over skip lines") {
  config::Findings findings;
  const config::MemorySource source(test::Files{{"/d", "query = SELECT a \\\n# which\n\n  FROM b\nx = y"}});
  const auto root = config::read_driver_file("/d", source, findings);
  CHECK(root.text("query") == "SELECT a FROM b");
  CHECK(root.text("x") == "y");
}

TEST_CASE("line ends: CRLF, a last line without LF, NUL, a BOM") {
  CHECK(value_of_a("a = x\r\nb = y\r\n") == "x");
  CHECK(value_of_a("a = x\r") == "x");
  CHECK(value_of_a(std::string("a = x\0y\nb = z", 13)) == "x");
  CHECK(value_of_a("a = \xC3\xA4\xFF") == "\xC3\xA4\xFF");
  CHECK(value_of_a("\xEF\xBB\xBF"
                   "a = x") == "(unset)");
}

TEST_CASE("a continuation without an end is dropped") {
  CHECK(value_of_a("a = x \\") == "(unset)");
  LogicalLines lines("a \\", Grammar::main);
  CHECK_FALSE(lines.next());
}

TEST_CASE("a logical line has the number of its first physical line") {
  LogicalLines lines("\n# c\na \\\n b\nc\n", Grammar::main);
  const auto first = lines.next();
  REQUIRE(first);
  CHECK(first->text == "a b");
  CHECK(first->number == 3);
  CHECK(lines.next()->number == 5);
}

TEST_CASE("a line beyond the limit is an error and is not used") {
  const Reading reading("a = " + std::string(70000, 'x') + "\nb = 1");
  CHECK(reading.text("a") == "(unset)");
  CHECK(reading.text("b") == "1");
  CHECK(reading.says(":1: error: Line is longer than"));
}
