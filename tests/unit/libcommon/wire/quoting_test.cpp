// SPDX-License-Identifier: MIT
#include "libcommon/wire/quoting.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;

TEST_CASE("xtext as RFC 3461 §4") {
  CHECK(wire::xtext_encode("a+b=c d\xC3") == "a+2Bb+3Dc+20d+C3");
  CHECK(wire::xtext_decode("a+2Bb+3Dc+20d+C3") == "a+b=c d\xC3");
  CHECK(wire::xtext_decode("") == "");
  for (const char* text : {"a=b", "+", "+2", "+2g", "a b", "\x80"}) {
    CAPTURE(text);
    CHECK_FALSE(wire::xtext_decode(text));
  }
}

TEST_CASE("tcp_table quoting") {
  CHECK(wire::percent_encode("a b%c\n\x7f\xff") == "a%20b%25c%0A%7F%FF");
  CHECK(wire::percent_decode("a%20b%25c%0a%7F%ff") == "a b%c\n\x7f\xff");
  CHECK(wire::percent_decode("user@example.com") == "user@example.com");
  for (const char* text : {"%", "%2", "%zz", "a%"}) {
    CAPTURE(text);
    CHECK_FALSE(wire::percent_decode(text));
  }
}
