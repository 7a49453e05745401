// SPDX-License-Identifier: MIT
#include "libcommon/json/json.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using json::Value;

TEST_CASE("an answer is read by asking for what is wanted") {
  const auto value =
      Value::parse(R"({"active":true,"exp":1700000000,"sub":"user","scope":["a","b"],"x":null,"f":1.5})");
  REQUIRE(value);
  CHECK(value->is_object());
  CHECK(value->member("active")->boolean() == true);
  CHECK(value->member("exp")->integer() == 1'700'000'000);
  CHECK(value->text_of("sub") == "user");
  CHECK(value->member("scope")->elements().size() == 2);
  CHECK(value->member("scope")->elements()[1].text() == "b");
  CHECK(value->member("x")->is_null());
  CHECK(value->member("f")->number() == 1.5);
  CHECK(value->names().size() == 6);
}

TEST_CASE("another type than expected is nothing") {
  const auto value = *Value::parse(R"({"n":"12","s":12,"big":18446744073709551615,"whole":1e3,"half":0.5})");
  CHECK_FALSE(value.member("n")->integer());
  CHECK_FALSE(value.text_of("s"));
  CHECK_FALSE(value.text_of("absent"));
  CHECK_FALSE(value.member("big")->integer());
  CHECK(value.member("whole")->integer() == 1000);
  CHECK_FALSE(value.member("half")->integer());
  CHECK_FALSE(value.boolean());
  CHECK(value.elements().empty());
  CHECK_FALSE(value.member("n")->member("x"));
  CHECK(value.member("n")->names().empty());
}

TEST_CASE("what is no JSON is refused") {
  for (const char* text : {"", "{", "[1,]", "{} x", "nul", "'a'", "\"\xff\"", "{\"a\":}", "01"}) {
    CAPTURE(text);
    CHECK_FALSE(Value::parse(text));
  }
}

TEST_CASE("depth and length are bounded") {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK(Value::parse(nested(json::kMaxDepth)));
  CHECK_FALSE(Value::parse(nested(json::kMaxDepth + 1)));
  CHECK_FALSE(Value::parse(nested(1'000'000)));
  CHECK(Value::parse("[\"" + std::string(500, '[') + "\\\"" + std::string(500, '{') + "\"]"));
  CHECK_FALSE(Value::parse("\"" + std::string(json::kMaxTextLength, 'x') + "\""));
}

TEST_CASE("a value moves and prints") {
  auto value = *Value::parse("{ \"b\" : [1, 2], \"a\" : \"\\u00e4\" }");
  Value moved = std::move(value);
  CHECK(moved.dump() == "{\"a\":\"\xC3\xA4\",\"b\":[1,2]}");
}
