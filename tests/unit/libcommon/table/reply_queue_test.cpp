// SPDX-License-Identifier: MIT
#include "libcommon/table/reply_queue.hpp"

#include "tests/support/catch.hpp"

using dovetail::table::ReplyQueue;

namespace {

void answer(ReplyQueue& queue, dovetail::base::Ticket ticket, const char* text) {
  queue.answer(ticket, [text](std::string& out) { out += text; });
}

}  // namespace

TEST_CASE("replies leave in the order of their requests") {
  ReplyQueue queue;
  const auto first = queue.open();
  const auto second = queue.open();
  const auto third = queue.open();
  answer(queue, second, "2");
  CHECK_FALSE(queue.ready());
  answer(queue, first, "1");
  CHECK(queue.take_ready() == "12");
  CHECK(queue.size() == 1);
  answer(queue, first, "again");  // too late: ignored
  answer(queue, {99}, "unknown");
  answer(queue, third, "3");
  answer(queue, third, "4");
  CHECK(queue.take_ready() == "3");
  CHECK(queue.empty());
}

TEST_CASE("what was answered early leaves with what it waited for, and counts until then") {
  ReplyQueue queue;
  const auto first = queue.open();
  const auto second = queue.open();
  const auto third = queue.open();
  answer(queue, third, "3");
  answer(queue, second, "2");
  CHECK(queue.size() == 3);
  answer(queue, first, "1");
  CHECK(queue.size() == 3);  // ready, but not taken
  CHECK(queue.take_ready() == "123");
  CHECK(queue.empty());
  CHECK(queue.take_ready().empty());
  answer(queue, queue.open(), "4");
  CHECK(queue.take_ready() == "4");
}
