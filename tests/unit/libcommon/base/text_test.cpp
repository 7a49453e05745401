// SPDX-License-Identifier: MIT
#include "libcommon/base/text.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;

TEST_CASE("case folding touches ASCII only") {
  CHECK(base::lowered("User@EXAMPLE.\xC3\x84") == "user@example.\xC3\x84");
  CHECK(base::uppered("a-z") == "A-Z");
  CHECK(base::equals_ignoring_case("Received", "RECEIVED"));
  CHECK_FALSE(base::equals_ignoring_case("a", "ab"));
  CHECK(base::starts_with_ignoring_case("RCPT TO:<x>", "rcpt to:"));
  CHECK(base::ends_with_ignoring_case("mx.Example.NET", ".example.net"));
}

TEST_CASE("trimming takes white space from both ends") {
  CHECK(base::trimmed(" \t a b\r\n") == "a b");
  CHECK(base::trimmed(" \n").empty());
}

TEST_CASE("split keeps empty parts, words do not") {
  CHECK(base::split("a,,b", ',') == std::vector<std::string_view>{"a", "", "b"});
  CHECK(base::split("", ',') == std::vector<std::string_view>{""});
  CHECK(base::words("  a  b\tc ") == std::vector<std::string_view>{"a", "b", "c"});
  CHECK(base::words(" ").empty());
  const auto pair = base::split_once("user=a=b", '=');
  REQUIRE(pair);
  CHECK(pair->first == "user");
  CHECK(pair->second == "a=b");
  CHECK_FALSE(base::split_once("flag", '='));
}

TEST_CASE("joining and replacing") {
  CHECK(base::joined({"a", "b"}, ", ") == "a, b");
  CHECK(base::joined({}, ", ").empty());
  CHECK(base::replaced_all("%s and %s", "%s", "x") == "x and x");
  CHECK(base::replaced_all("aa", "", "x") == "aa");
}

TEST_CASE("a number is the whole text or nothing") {
  CHECK(base::to_number<int>("-42") == -42);
  CHECK(base::to_number<unsigned>("660", 8) == 0660U);
  CHECK_FALSE(base::to_number<int>(""));
  CHECK_FALSE(base::to_number<int>("12x"));
  CHECK_FALSE(base::to_number<int>(" 1"));
  CHECK_FALSE(base::to_number<unsigned char>("256"));
  CHECK_FALSE(base::to_number<unsigned>("-1"));
}

TEST_CASE("hex digits there and back") {
  CHECK(base::to_hex(std::string_view("\x00\xff", 2)) == "00ff");
  CHECK(base::from_hex("00Ff") == std::string("\x00\xff", 2));
  CHECK_FALSE(base::from_hex("0"));
  CHECK_FALSE(base::from_hex("0g"));
}

TEST_CASE("UTF-8 is checked as RFC 3629 says") {
  CHECK(base::is_utf8("a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x93\xA7"));
  CHECK_FALSE(base::is_utf8("\xC0\x80"));          // overlong
  CHECK_FALSE(base::is_utf8("\xED\xA0\x80"));      // surrogate
  CHECK_FALSE(base::is_utf8("\xF4\x90\x80\x80"));  // above U+10FFFF
  CHECK_FALSE(base::is_utf8("\xE2\x82"));          // cut short
  CHECK_FALSE(base::is_utf8("\xE4"));              // Latin-1
}

TEST_CASE("printable text has no control bytes and is never cut inside a character") {
  CHECK(base::printable("a\nb\x7f\xE4", 100) == "a?b??");
  CHECK(base::printable("\xC3\xA4\xC3\xA4", 3) == "\xC3\xA4");
  CHECK(base::printable("abc", 2) == "ab");
}

TEST_CASE("a doubled separator is one of the text") {
  using Parts = std::vector<std::string>;
  CHECK(base::split_doubled("", ':') == Parts{""});
  CHECK(base::split_doubled("a:b", ':') == Parts{"a", "b"});
  CHECK(base::split_doubled("a::b:c", ':') == Parts{"a:b", "c"});
  CHECK(base::split_doubled(":::", ':') == Parts{":", ""});
  CHECK(base::split_doubled("a;", ';') == Parts{"a", ""});
}
