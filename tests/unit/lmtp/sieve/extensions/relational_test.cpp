// SPDX-License-Identifier: MIT
#include "tests/support/catch.hpp"
#include "tests/unit/lmtp/sieve/extensions/script_run.hpp"

using dovetail::test::compile_errors;
using dovetail::test::Delivery;
using dovetail::test::run;

namespace {

bool holds(const std::string& test) {
  Delivery delivery;
  delivery.message = "X-Num: 10\r\nX-Num: 9x\r\nX-Text: abc\r\nX-Empty:\r\n\r\n";
  return run("require [\"relational\",\"comparator-i;ascii-numeric\"]; if " + test + " { discard; }",
             delivery) == "discard";
}

}  // namespace

TEST_CASE(":value orders by the comparator") {
  CHECK(holds("header :value \"gt\" :comparator \"i;ascii-numeric\" \"x-num\" \"9\""));
  CHECK_FALSE(holds("header :value \"gt\" :comparator \"i;ascii-numeric\" \"x-num\" \"10\""));
  CHECK(holds("header :value \"eq\" :comparator \"i;ascii-numeric\" \"x-num\" \"0009\""));
  CHECK(holds("header :value \"gt\" \"x-num\" \"9\""));
  CHECK(holds("header :value \"lt\" \"x-text\" \"ABD\""));
  CHECK(holds("header :value \"ne\" \"x-text\" \"x\""));
  CHECK(holds(
      "header :value \"ge\" :comparator \"i;ascii-numeric\" \"x-text\" \"99999999999999999999999999\""));
  CHECK_FALSE(holds("header :value \"le\" \"x-none\" \"z\""));
}

TEST_CASE(":count counts fields") {
  const auto counts = [](const std::string& fields, const std::string& number) {
    return holds("header :count \"eq\" :comparator \"i;ascii-numeric\" " + fields + " \"" + number + "\"");
  };
  CHECK(counts("\"x-num\"", "2"));
  CHECK(counts("[\"x-num\",\"x-text\",\"x-none\"]", "3"));
  CHECK(counts("\"x-empty\"", "1"));
  CHECK(counts("\"x-none\"", "0"));
}

TEST_CASE("the relation must be one of six words") {
  CHECK(compile_errors("require \"relational\"; if header :value \"foo\" \"a\" \"b\" {}") ==
        "line 1: error: the :value match-type requires a constant string argument being one of \"gt\", "
        "\"ge\", \"lt\", "
        "\"le\", \"eq\" or \"ne\", but \"foo\" was found.\nerror: validation failed.\n");
}
