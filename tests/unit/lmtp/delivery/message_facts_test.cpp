// SPDX-License-Identifier: MIT
#include "lmtp/delivery/message_facts.hpp"

#include "tests/support/catch.hpp"

using dovetail::lmtp::delivery::facts_of;

TEST_CASE("what the log says about a message") {
  const auto facts =
      facts_of("Message-ID: <1@x>\r\nSubject: hello\r\n there\r\nFrom: A <a@x.example>, b@y\r\n\r\n");
  CHECK(facts.message_id == "<1@x>");
  CHECK(facts.subject == "hello there");
  CHECK(facts.from == "a@x.example");
}

TEST_CASE("what is missing or unclean") {
  CHECK(facts_of("").message_id == "unspecified");
  CHECK(facts_of("Message-ID: \r\n\r\n").message_id == "unspecified");
  CHECK(facts_of("Message-ID: <a\x01\x1b[31mb>\n\n").message_id == "<a??[31mb>");
  CHECK(facts_of("Message-ID: <" + std::string(500, 'x') + ">\n\n").message_id.size() == 200);
}
