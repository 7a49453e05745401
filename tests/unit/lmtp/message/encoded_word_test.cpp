// SPDX-License-Identifier: MIT
#include "lmtp/message/encoded_word.hpp"

#include "tests/support/catch.hpp"

using dovetail::lmtp::message::decode_encoded_words;

TEST_CASE("encoded words become UTF-8") {
  CHECK(decode_encoded_words("=?utf-8?q?J=C3=B6rg_M?= <x>") == "J\xc3\xb6rg M <x>");
  CHECK(decode_encoded_words("=?ISO-8859-1?Q?=E4?= =?us-ascii*en?b?YWJj?=") ==
        "\xc3\xa4"
        "abc");
  CHECK(decode_encoded_words("a=?utf-8?q?b?=c \"=?utf-8?q?d?=\" (=?utf-8?q?e?=)") == "abc \"d\" (e)");
  CHECK(decode_encoded_words("=?iso-2022-jp?b?GyRCJEIbKEI=?=") == "\xe3\x81\xa2");
}

TEST_CASE("white space goes between two words only") {
  CHECK(decode_encoded_words("=?utf-8?q?a?= =?utf-8?q?b?=  x  =?utf-8?q?c?=\t=?utf-8?b?ZA==?= z") ==
        "ab  x  cd z");
}

TEST_CASE("a character split between two words survives") {
  CHECK(decode_encoded_words("=?utf-8?Q?=C3?= =?utf-8?Q?=A4?=") == "\xc3\xa4");
}

TEST_CASE("what is no valid word stays") {
  CHECK(decode_encoded_words("=?us-ascii?x?abc?= =?utf-8?q?open") == "=?us-ascii?x?abc?= =?utf-8?q?open");
  CHECK(decode_encoded_words("=?") == "=?");
  CHECK(decode_encoded_words("=??q?x?=") == "=??q?x?=");
  CHECK(decode_encoded_words("a = b ?= c") == "a = b ?= c");
}

TEST_CASE("bytes that are no text become U+FFFD") {
  CHECK(decode_encoded_words("\xff raw") == "\xef\xbf\xbd raw");
  CHECK(decode_encoded_words("=?utf-8?q?=ff?=") == "\xef\xbf\xbd");
}

TEST_CASE("many beginnings of words cost no quadratic time") {
  std::string text;
  for (int i = 0; i < 300'000; ++i) {
    text += "=?a?x";
  }
  CHECK(decode_encoded_words(text + "?=").size() == text.size() + 2);
}
