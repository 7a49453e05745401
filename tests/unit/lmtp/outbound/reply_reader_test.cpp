// SPDX-License-Identifier: MIT
#include "lmtp/outbound/reply_reader.hpp"

#include "tests/support/catch.hpp"

using dovetail::lmtp::outbound::ReplyReader;

TEST_CASE("replies of one and of several lines") {
  ReplyReader reader;
  reader.append("220 hi\r\n250-a\r\n250-SIZE 10\r\n25");
  auto reply = reader.next();
  REQUIRE(reply);
  CHECK(reply->code == 220);
  CHECK(reply->text() == "220 hi");
  CHECK_FALSE(reader.next());
  reader.append("0 b\r\n354\r\n");
  reply = reader.next();
  REQUIRE(reply);
  CHECK(reply->lines == std::vector<std::string>{"a", "SIZE 10", "b"});
  CHECK(reader.next()->code == 354);
  CHECK_FALSE(reader.broken());
}

TEST_CASE("what is no reply") {
  for (const char* bad :
       {"hello\r\n", "25\r\n", "250_x\r\n", "250-a\r\n251 b\r\n", "199 x\r\n", "600 x\r\n"}) {
    ReplyReader reader;
    reader.append(bad);
    CHECK_FALSE(reader.next());
    CHECK(reader.broken());
  }
  ReplyReader reader;
  reader.append("250 " + std::string(5000, 'x') + "\r\n");
  CHECK_FALSE(reader.next());
  CHECK(reader.broken());
}
