// SPDX-License-Identifier: MIT
#include "libcommon/table/reply_queue.hpp"

#include "tests/support/catch.hpp"

using dovetail::table::ReplyQueue;

TEST_CASE("replies leave in the order of their requests") {
  ReplyQueue queue;
  const auto first = queue.open();
  const auto second = queue.open();
  const auto third = queue.open();
  queue.answer(second, "2");
  CHECK_FALSE(queue.ready());
  queue.answer(first, "1");
  CHECK(queue.take_ready() == "12");
  CHECK(queue.size() == 1);
  queue.answer(first, "again");  // too late: ignored
  queue.answer({99}, "unknown");
  queue.answer(third, "3");
  queue.answer(third, "4");
  CHECK(queue.take_ready() == "3");
  CHECK(queue.empty());
}
