// SPDX-License-Identifier: MIT
#include "libcommon/charset/charset.hpp"

#include "libcommon/base/text.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;
using charset::to_utf8;

TEST_CASE("texts of common charsets become UTF-8") {
  CHECK(to_utf8("Gr\xFC\xDF"
                "e",
                "iso-8859-1")
            .text ==
        "Gr\xC3\xBC\xC3\x9F"
        "e");
  CHECK(to_utf8("\x80", "Windows-1252").text == "\xE2\x82\xAC");
  CHECK(to_utf8("\xF0\xD2\xC9\xD7\xC5\xD4", "KOI8-R").text ==
        "\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82");
  CHECK(to_utf8("\x1B$B$3\x1B(B!", "ISO-2022-JP").text == "\xE3\x81\x93!");
  CHECK(to_utf8(std::string_view("a\0b\0", 4), "UTF-16LE").text == "ab");
  CHECK(to_utf8("plain", "").text == "plain");
  CHECK(to_utf8("plain", "US-ASCII").clean);
}

TEST_CASE("bytes that mean nothing become U+FFFD, one each") {
  const auto utf8 = to_utf8("a\xFFz\xC3", "utf-8");
  CHECK(utf8.text == "a\xEF\xBF\xBDz\xEF\xBF\xBD");
  CHECK_FALSE(utf8.clean);
  CHECK(utf8.known_charset);
  CHECK(to_utf8("a\xE4", "us-ascii").text == "a\xEF\xBF\xBD");
  CHECK(to_utf8("a\x81z", "windows-1252").text == "a\xEF\xBF\xBDz");
  CHECK(to_utf8("a\xA4", "euc-jp").text == "a\xEF\xBF\xBD");  // cut off in mid-character
  CHECK(charset::repaired_utf8("\xED\xA0\x80") == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST_CASE("an unknown charset keeps its ASCII") {
  for (const char* name : {"x-unknown", "utf-8//IGNORE", "../../etc/passwd", "a b", "UTF-8\n"}) {
    CAPTURE(name);
    const auto text = to_utf8("caf\xE9", name);
    CHECK_FALSE(text.known_charset);
    CHECK_FALSE(text.clean);
    CHECK(text.text == "caf\xEF\xBF\xBD");
    CHECK_FALSE(charset::is_known(name));
  }
  CHECK_FALSE(charset::is_known(std::string(100, 'a')));
  CHECK(charset::is_known("ISO-8859-15"));
  CHECK(charset::is_known(""));
}

TEST_CASE("the result never passes the limit and is never cut inside a character") {
  for (std::size_t limit = 0; limit < 12; ++limit) {
    for (const char* name : {"iso-8859-1", "utf-8", "us-ascii", "x-unknown"}) {
      const auto text = to_utf8("\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4", name, limit).text;
      CAPTURE(limit, name);
      CHECK(text.size() <= limit);
      CHECK(base::is_utf8(text));
    }
  }
  CHECK(to_utf8(std::string(100'000, '\xE4'), "iso-8859-1").text.size() == 200'000);
}
