// SPDX-License-Identifier: MIT
#include "libcommon/wire/address_grammar.hpp"

#include "libcommon/wire/limits.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail::wire;

TEST_CASE("atext is RFC 5322's, 8-bit only for SMTPUTF8") {
  for (const char c : std::string_view("azAZ09!#$%&'*+-/=?^_`{|}~")) {
    CAPTURE(c);
    CHECK(grammar::is_atext(c, false));
  }
  for (const char c : std::string_view(" \t\"(),.:;<>@[\\]\x7f")) {
    CAPTURE(c);
    CHECK_FALSE(grammar::is_atext(c, true));
  }
  CHECK_FALSE(grammar::is_atext('\0', true));
  CHECK_FALSE(grammar::is_atext('\xC3', false));
  CHECK(grammar::is_atext('\xC3', true));
}

TEST_CASE("a dot-string ends where atext ends, and has no empty atom") {
  CHECK(grammar::dot_string("a.b@c", false) == 3);
  CHECK(grammar::dot_string("a", false) == 1);
  CHECK(grammar::dot_string("", false) == 0);
  CHECK(grammar::dot_string(".a", false) == 0);
  CHECK(grammar::dot_string("a.", false) == 0);
  CHECK(grammar::dot_string("a..b", false) == 0);
  CHECK(grammar::dot_string("\xC3\xA4.b", true) == 4);
}

TEST_CASE("domains are labels or a literal") {
  CHECK(grammar::domain("mx-1.example.com>", false) == 16);
  CHECK(grammar::domain("_spf.example", false) == 12);
  CHECK(grammar::domain("[192.0.2.1]x", false) == 11);
  CHECK(grammar::domain("[]", false) == 0);
  CHECK(grammar::domain("[a b]", false) == 0);
  CHECK(grammar::domain("[a", false) == 0);
  CHECK(grammar::domain("[a[b]", false) == 0);
  CHECK(grammar::domain("a.", false) == 0);
  CHECK(grammar::domain("", false) == 0);
  CHECK(grammar::domain("\xC3\xA4.example", false) == 0);
  CHECK(grammar::domain("\xC3\xA4.example", true) == 10);
}

TEST_CASE("the lengths of RFC 1035 hold") {
  const std::string label(kMaxLabelLength, 'a');
  CHECK(grammar::domain(label, false) == kMaxLabelLength);
  CHECK(grammar::domain(label + "a", false) == 0);
  std::string name = label;
  while (name.size() + 1 + kMaxLabelLength <= kMaxDomainLength) {
    name += "." + label;
  }
  CHECK(grammar::domain(name, false) == name.size());
  CHECK(grammar::domain(name + "." + label, false) == 0);
  CHECK(grammar::domain("[" + std::string(300, '1') + "]", false) == 0);
}

TEST_CASE("a source route is a list of domains behind at signs") {
  CHECK(grammar::source_route("@a,@b:x@c", false) == 6);
  CHECK(grammar::source_route("@a:x", false) == 3);
  for (const char* text : {"", "a:", "@:", "@a", "@a,b:", "@a,:", "@a;@b:", "@a,@b"}) {
    CAPTURE(text);
    CHECK(grammar::source_route(text, false) == 0);
  }
}

TEST_CASE("a quoted string loses its quotes and backslashes") {
  const auto quoted = grammar::quoted_string(R"("a\"b\\ c"@d)", false);
  REQUIRE(quoted);
  CHECK(quoted->content == R"(a"b\ c)");
  CHECK(quoted->length == 10);
  CHECK(grammar::quoted_string("\"\"", false)->content.empty());
  for (const char* text :
       {"", "a", "\"", "\"a", "\"a\\", "\"a\\\"", "\"a\nb\"", "\"\x7f\"", "\"\xC3\xA4\"", "\"\\\xC3\""}) {
    CAPTURE(text);
    CHECK_FALSE(grammar::quoted_string(text, false));
  }
  CHECK(grammar::quoted_string("\"\xC3\xA4\"", true));
  CHECK_FALSE(grammar::quoted_string("\"\\\xC3\"", true));  // a quoted-pair is ASCII
}
