// SPDX-License-Identifier: MIT
#include "lmtp/protocol/message_intake.hpp"

#include "tests/support/catch.hpp"

using dovetail::lmtp::protocol::MessageIntake;

TEST_CASE("data ends at the dot and no byte later") {
  MessageIntake intake(0);
  intake.begin_data();
  const auto taken = intake.take("a\r\n..b\r\n.\r\nQUIT\r\n");
  CHECK(taken.bytes == "a\r\n.b\r\n");
  CHECK(taken.used == 11);
  CHECK(taken.finished);
}

TEST_CASE("chunks are counted") {
  MessageIntake intake(0);
  intake.begin_chunk(5, true);
  auto taken = intake.take("abc");
  CHECK(taken.bytes == "abc");
  CHECK_FALSE(taken.finished);
  taken = intake.take("deQUIT");
  CHECK(taken.bytes == "de");
  CHECK(taken.used == 2);
  CHECK(taken.finished);
}

TEST_CASE("a refused chunk is swallowed") {
  MessageIntake intake(0);
  intake.begin_chunk(4, false);
  const auto taken = intake.take("abcdNOOP");
  CHECK(taken.bytes.empty());
  CHECK(taken.used == 4);
  CHECK(taken.finished);
  CHECK_FALSE(intake.started());
}

TEST_CASE("beyond the limit bytes are read and dropped") {
  MessageIntake intake(10);
  intake.begin_data();
  CHECK(intake.take("12345\r\n").bytes == "12345\r\n");
  CHECK(intake.take("890x\r\n").bytes.empty());
  CHECK(intake.too_large());
  CHECK(intake.take(".\r\n").finished);
  intake.reset();
  CHECK_FALSE(intake.too_large());
}
