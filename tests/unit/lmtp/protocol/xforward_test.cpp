// SPDX-License-Identifier: MIT
#include "lmtp/protocol/xforward.hpp"

#include "tests/support/catch.hpp"

using dovetail::lmtp::Forwarded;
using dovetail::lmtp::protocol::parse_xforward;

TEST_CASE("attributes as Postfix sends them") {
  Forwarded forwarded;
  CHECK(parse_xforward("NAME=spike.example.net ADDR=168.100.189.2 PROTO=ESMTP HELO=spike+20x IDENT=4Lq1X",
                       forwarded));
  CHECK(forwarded.name == "spike.example.net");
  CHECK(forwarded.address == "168.100.189.2");
  CHECK(forwarded.protocol == "ESMTP");
  CHECK(forwarded.helo == "spike x");
  CHECK(forwarded.ident == "4Lq1X");
  CHECK(parse_xforward("name=[UNAVAILABLE] SOURCE=LOCAL PORT=25", forwarded));
  CHECK(forwarded.name.empty());
  CHECK(forwarded.source == "LOCAL");
  CHECK(forwarded.port == "25");
  CHECK(forwarded.ident == "4Lq1X");
}

TEST_CASE("a broken list changes nothing") {
  Forwarded forwarded;
  forwarded.name = "x";
  for (const std::string& bad :
       {std::string(), std::string("NAME"), std::string("FOO=1"), std::string("NAME=a+0Ab"),
        std::string("NAME=a=b"), "NAME=" + std::string(256, 'x'), std::string("NAME=b ADDR")}) {
    INFO(bad);
    CHECK_FALSE(parse_xforward(bad, forwarded));
    CHECK(forwarded.name == "x");
  }
}
