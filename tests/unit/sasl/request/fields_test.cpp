// SPDX-License-Identifier: MIT
#include "sasl/request/fields.hpp"

#include "tests/support/catch.hpp"

using dovetail::sasl::Fields;

TEST_CASE("Fields keep their first place and their last value") {
  Fields fields;
  fields.set_line("a=1");
  fields.set_line("flag");
  fields.set_line("a=2=3");
  fields.set_line("empty=");
  REQUIRE(fields.size() == 3);
  CHECK(fields.begin()->name == "a");
  CHECK(fields.value("a") == "2=3");
  CHECK_FALSE(fields.find("flag")->value);
  CHECK(fields.find("empty")->value == "");
  CHECK(fields.value("none").empty());
}

TEST_CASE("Suffixes protect and remove") {
  Fields fields;
  fields.set_line("a:protected=1");
  fields.set_line("a:protected=2");
  CHECK(fields.value("a") == "1");
  fields.set_line("a:remove");
  CHECK_FALSE(fields.has("a"));
  fields.set_line("b:remove=x");
  CHECK(fields.empty());
}

TEST_CASE("What was set after a mark can be undone") {
  Fields fields;
  fields.set("a", "1");
  const auto mark = fields.mark();
  fields.set("a", "2");
  fields.set("b", std::nullopt);
  fields.roll_back(mark);
  CHECK(fields.size() == 1);
  CHECK(fields.value("a") == "1");
}
