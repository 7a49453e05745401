// SPDX-License-Identifier: MIT
#include "lmtp/message/part_content.hpp"

#include "lmtp/message/message.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail::lmtp::message;

namespace {

std::string content(const std::string& fields, const std::string& body) {
  const std::string bytes = fields + "\r\n" + body;
  return decoded_content(Message(bytes).parts().parts()[0]);
}

}  // namespace

TEST_CASE("text becomes UTF-8") {
  CHECK(content("Content-Type: text/plain; charset=iso-8859-1\r\n", "\xe4") == "\xc3\xa4");
  CHECK(content("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: BASE64\r\n", "w6Q=") ==
        "\xc3\xa4");
  CHECK(content("", "\xc3\xa4\xff") == "\xc3\xa4\xef\xbf\xbd");
  CHECK(content("Content-Type: text/plain; charset=nonsense\r\n", "a\xff") == "a\xef\xbf\xbd");
}

TEST_CASE("other content stays bytes, an unknown encoding hides it") {
  CHECK(content("Content-Type: application/x\r\n", "\xff") == "\xff");
  CHECK(content("Content-Transfer-Encoding: x-odd\r\n", "text").empty());
}

TEST_CASE("HTML is read as text") {
  const std::string bytes = "Content-Type: text/html\r\n\r\n<p>a &amp; b</p>";
  const Message message(bytes);
  CHECK(is_readable(message.parts().parts()[0]));
  CHECK(readable_text(message.parts().parts()[0]) == "\na & b\n");
  const std::string invalid = "Content-Type: text/plain/odd\r\n\r\nx";
  CHECK_FALSE(is_readable(Message(invalid).parts().parts()[0]));
}
