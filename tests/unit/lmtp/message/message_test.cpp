// SPDX-License-Identifier: MIT
#include "lmtp/message/message.hpp"

#include "lmtp/message/part_tree.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail::lmtp::message;

TEST_CASE("size is that of the message with CRLF") {
  CHECK(size_with_crlf("") == 0);
  CHECK(size_with_crlf("a\r\nb\n") == 6);
  CHECK(size_with_crlf("\n\n") == 4);
  CHECK(size_with_crlf("a\rb") == 3);
  CHECK(Message("A: b\n\nx\n").size() == 11);
}

TEST_CASE("a message knows its body and id") {
  const Message message("Message-ID:  <1@x> \r\n\r\nbody\r\n");
  CHECK(message.body() == "body\r\n");
  CHECK(message.message_id() == "<1@x>");
  CHECK(Message("A: b\r\n\r\n").message_id().empty());
}

TEST_CASE("a replaced header leaves the body and the original alone") {
  const std::string bytes = "A: 1\r\n\r\nbody\n";
  Message message(bytes);
  CHECK(message.full() == bytes);
  message.replace_header("B: 22\r\n\r\n");
  CHECK(message.header_replaced());
  CHECK(message.header().values("b") == std::vector<std::string>{"22"});
  CHECK(message.header().first("a") == nullptr);
  CHECK(message.full() == "B: 22\r\n\r\nbody\n");
  CHECK(message.original() == bytes);
  CHECK(message.size() == 15);
  CHECK(message.parts().parts()[0].body == "body\n");
}
