// SPDX-License-Identifier: MIT
#include "libcommon/wire/base64.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using wire::Base64Alphabet;
using wire::Base64Padding;

TEST_CASE("the vectors of RFC 4648 §10 go both ways") {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    CHECK(wire::base64_encode(bytes) == text);
    CHECK(wire::base64_decode(text) == bytes);
  }
}

TEST_CASE("every byte survives") {
  std::string bytes;
  for (int i = 0; i < 256; ++i) {
    bytes.push_back(static_cast<char>(i));
    CHECK(wire::base64_decode(wire::base64_encode(bytes)) == bytes);
    CHECK(wire::base64_decode(wire::base64_encode_url(bytes), Base64Padding::optional, Base64Alphabet::url) ==
          bytes);
  }
  CHECK(wire::base64_encode("\xfb\xff") == "+/8=");
  CHECK(wire::base64_encode_url("\xfb\xff") == "-_8");
}

TEST_CASE("what is not exactly base64 is refused") {
  for (const char* text : {"Z", "Zg", "Zg=", "Zg===", "=", "====", "Zm9vZg", "Zm 9", "Zm9\n", "Zm9v\n",
                           "Z=g=", "Zh==", "Zm9=", "-_8=", "Zg==Zg==", "\x80m9v"}) {
    CAPTURE(text);
    CHECK_FALSE(wire::base64_decode(text));
  }
  CHECK_FALSE(wire::base64_decode(std::string_view("Zm9\0", 4)));
}

TEST_CASE("padding may be left out only where that is said") {
  CHECK(wire::base64_decode("Zg", Base64Padding::optional) == "f");
  CHECK(wire::base64_decode("Zg==", Base64Padding::optional) == "f");
  CHECK_FALSE(wire::base64_decode("Zg=", Base64Padding::optional));
  CHECK_FALSE(wire::base64_decode("Z", Base64Padding::optional));
}
