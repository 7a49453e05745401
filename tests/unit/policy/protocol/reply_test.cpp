// SPDX-License-Identifier: MIT
#include "policy/protocol/reply.hpp"

#include "tests/support/catch.hpp"

using dovetail::policy::format_reply;

TEST_CASE("a reply is one attribute and an empty line, both with a bare LF") {
  CHECK(format_reply("DUNNO") == "action=DUNNO\n\n");
  CHECK(format_reply("DEFER_IF_PERMIT 4.2.0 Greylisted") == "action=DEFER_IF_PERMIT 4.2.0 Greylisted\n\n");
}

TEST_CASE("a reply is never empty and never ends early") {
  CHECK(format_reply("") == "action=DUNNO\n\n");
  CHECK(format_reply("450 a\n\naction=OK") == "action=450 a  action=OK\n\n");
}
