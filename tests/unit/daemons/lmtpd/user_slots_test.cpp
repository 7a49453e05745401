// SPDX-License-Identifier: MIT
#include "daemons/lmtpd/user_slots.hpp"

#include "tests/support/catch.hpp"

using dovetail::lmtpd::UserSlots;

TEST_CASE("slots are counted per user and come back by themselves") {
  UserSlots slots;
  CHECK(slots.in_use("a") == 0);
  auto first = slots.take("a");
  {
    const auto second = slots.take("a");
    const auto other = slots.take("b");
    CHECK(slots.in_use("a") == 2);
    CHECK(slots.in_use("b") == 1);
  }
  CHECK(slots.in_use("a") == 1);
  UserSlots::Slot moved = std::move(first);
  CHECK(slots.in_use("a") == 1);
  moved = {};
  CHECK(slots.in_use("a") == 0);
}
