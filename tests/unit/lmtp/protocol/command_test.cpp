// SPDX-License-Identifier: MIT
#include "lmtp/protocol/command.hpp"

#include "tests/support/catch.hpp"

using dovetail::lmtp::protocol::parse_command;
using dovetail::lmtp::protocol::Verb;

TEST_CASE("verbs in any case") {
  CHECK(parse_command("lhlo x")->verb == Verb::lhlo);
  CHECK(parse_command("LHLO x")->arguments == "x");
  CHECK(parse_command("Mail FROM:<a@b> BODY=7BIT")->arguments == "FROM:<a@b> BODY=7BIT");
  CHECK(parse_command("RSET")->verb == Verb::rset);
  CHECK(parse_command("RSET")->arguments.empty());
  CHECK(parse_command("XFORWARD NAME=x")->verb == Verb::xforward);
}

TEST_CASE("what Dovecot calls unknown, and what it calls no command") {
  CHECK(parse_command("HELO x")->verb == Verb::unknown);
  CHECK(parse_command("EHLO x")->verb == Verb::unknown);
  CHECK(parse_command("")->verb == Verb::unknown);
  CHECK_FALSE(parse_command("LHLO  x y"));
  CHECK_FALSE(parse_command("Subject: x"));
  CHECK_FALSE(parse_command("."));
}
