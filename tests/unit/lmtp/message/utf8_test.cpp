// SPDX-License-Identifier: MIT
#include "lmtp/message/utf8.hpp"

#include "libcommon/charset/charset.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;
using namespace dovetail::lmtp::message;

namespace {

std::string encoded(std::uint32_t c) {
  std::string out;
  append_utf8(out, c);
  return out;
}

}  // namespace

TEST_CASE("characters are encoded as RFC 3629 says, at each change of length") {
  CHECK(encoded(0) == std::string(1, '\0'));
  CHECK(encoded(0x7f) == "\x7f");
  CHECK(encoded(0x80) == "\xc2\x80");
  CHECK(encoded(0x7ff) == "\xdf\xbf");
  CHECK(encoded(0x800) == "\xe0\xa0\x80");
  CHECK(encoded(0x20ac) == "\xe2\x82\xac");
  CHECK(encoded(0xffff) == "\xef\xbf\xbf");
  CHECK(encoded(0x10000) == "\xf0\x90\x80\x80");
  CHECK(encoded(0x10ffff) == "\xf4\x8f\xbf\xbf");
}

TEST_CASE("surrogates and what lies above Unicode are no characters") {
  CHECK(is_character(0xd7ff));
  CHECK_FALSE(is_character(0xd800));
  CHECK_FALSE(is_character(0xdfff));
  CHECK(is_character(0xe000));
  CHECK(is_character(0x10ffff));
  CHECK_FALSE(is_character(0x110000));
  CHECK_FALSE(is_character(0xffffffff));
}

TEST_CASE("iconv finds every encoded character valid") {
  std::string all;
  for (std::uint32_t c = 1; c <= 0x10ffff; c += c < 0x1000 ? 1 : 97) {
    if (is_character(c)) {
      append_utf8(all, c);
    }
  }
  CHECK(charset::to_utf8(all, "utf-8").text == all);
}
