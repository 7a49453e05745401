// SPDX-License-Identifier: MIT
#include "lmtp/message/transfer_encoding.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::lmtp::message;

TEST_CASE("base64 skips what does not belong to it") {
  CHECK(decode_base64_leniently("SGFs\r\nbG8=") == "Hallo");
  CHECK(decode_base64_leniently("S G!F-s*bG8") == "Hallo");
  CHECK(decode_base64_leniently("YQ==YQ==") == "aa");
  CHECK(decode_base64_leniently("SGFsbG8=", 3) == "Hal");
  CHECK(decode_base64_leniently("====").empty());
}

TEST_CASE("quoted-printable keeps invalid escapes and drops soft breaks") {
  CHECK(decode_quoted_printable("a=\r\nb=C3=b6 \t\r\nx") == "ab\xc3\xb6\r\nx");
  CHECK(decode_quoted_printable("1=2 =zz =4") == "1=2 =zz =4");
  CHECK(decode_quoted_printable("a= \nb\n") == "ab\n");
  CHECK(decode_quoted_printable("=41=42=43", 2) == "AB");
  CHECK(decode_quoted_printable("end=") == "end");
}

TEST_CASE("the encoding is chosen by name") {
  CHECK(decode_transfer_encoding("YQ==", "BASE64") == "a");
  CHECK(decode_transfer_encoding("=41", "quoted-printable") == "A");
  CHECK(decode_transfer_encoding("x", "") == "x");
  CHECK(decode_transfer_encoding("x", "8Bit") == "x");
  CHECK_FALSE(decode_transfer_encoding("x", "x-uuencode").has_value());
}
