// SPDX-License-Identifier: MIT
#include "lmtp/protocol/chunk_command.hpp"

#include "tests/support/catch.hpp"

using dovetail::lmtp::protocol::parse_chunk;

TEST_CASE("chunks") {
  CHECK(parse_chunk("69").octets == 69U);
  CHECK_FALSE(parse_chunk("69").last);
  CHECK(parse_chunk("70 LAST").last);
  CHECK(parse_chunk("0 last").last);
  CHECK(parse_chunk("0 last").octets == 0U);
}

TEST_CASE("broken chunks") {
  CHECK_FALSE(parse_chunk("").octets);
  CHECK_FALSE(parse_chunk("x").octets);
  CHECK_FALSE(parse_chunk("-1").octets);
  CHECK_FALSE(parse_chunk("99999999999999999999 LAST").octets);
  CHECK(parse_chunk("3 FOO").octets == 3U);
  CHECK_FALSE(parse_chunk("3 FOO").marker_valid);
}
