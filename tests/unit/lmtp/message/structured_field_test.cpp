// SPDX-License-Identifier: MIT
#include "lmtp/message/structured_field.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::lmtp::message;

namespace {

ContentType type_of(const std::string& value) {
  bool valid = false;
  return parse_content_type(value, valid);
}

std::string parameter(const std::string& value, const std::string& name) {
  const ContentType type = type_of(value);
  const std::string* found = type.parameter(name);
  return found == nullptr ? "(none)" : *found;
}

}  // namespace

TEST_CASE("a content type is two tokens and parameters") {
  const ContentType type = type_of("Text/HTML (page); Charset=\"UTF-8\"; x = y");
  CHECK(type.is("text", "html"));
  CHECK(parameter("Text/HTML; Charset=\"UTF-8\"; x = y", "charset") == "UTF-8");
  CHECK(parameter("Text/HTML; Charset=\"UTF-8\"; x = y", "x") == "y");
  CHECK(parameter("a/b; boundary=\"a;\\\"b\"", "boundary") == "a;\"b");
  CHECK(parameter("a/b; boundary==_x=?;", "boundary") == "=_x=?");
}

TEST_CASE("an unusable content type is text/plain") {
  for (const char* value : {"", "text", "text/", "/plain", "()", "\xff/\xfe("}) {
    CAPTURE(value);
    bool valid = true;
    CHECK(parse_content_type(value, valid).subtype.size() > 0);
  }
  bool valid = true;
  CHECK(parse_content_type("text", valid).is("text", "plain"));
  CHECK_FALSE(valid);
}

TEST_CASE("continuations are joined and decoded") {
  CHECK(parameter("a/b; name*=utf-8'en'J%C3%B6rg%20x", "name") == "J\xc3\xb6rg x");
  CHECK(parameter("a/b; name*0=\"one \"; name*1=two", "name") == "one two");
  CHECK(parameter("a/b; name*1*=%20two; name*0*=iso-8859-1''%E4; name*2=x", "name") == "\xc3\xa4 twox");
  CHECK(parameter("a/b; name=plain; name*=us-ascii''better", "name") == "better");
  CHECK(parameter("a/b; name*0=a; name*2=c", "name") == "a");
  CHECK(parameter("a/b; name*=%zz", "name") == "%zz");
}

TEST_CASE("other fields are a token and parameters") {
  const StructuredField field = parse_structured_field(" Attachment; filename=x.txt");
  CHECK(field.token == "attachment");
  REQUIRE(field.parameters.size() == 1);
  CHECK(field.parameters[0].second == "x.txt");
}
