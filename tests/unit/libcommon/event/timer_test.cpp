// SPDX-License-Identifier: MIT
#include "libcommon/event/timer.hpp"

#include "tests/unit/libcommon/event/event_support.hpp"

using namespace dovetail;
using namespace std::chrono_literals;

TEST_CASE("a timer calls once") {
  event::Loop loop;
  int calls = 0;
  event::Timer timer(loop, [&] { ++calls; });
  timer.schedule(1ms);
  CHECK(timer.pending());
  REQUIRE(test::run_until(loop, [&] { return calls == 1; }));
  CHECK_FALSE(timer.pending());
}

TEST_CASE("a later schedule replaces the earlier one") {
  event::Loop loop;
  int calls = 0;
  event::Timer timer(loop, [&] { ++calls; });
  timer.schedule(1h);
  timer.schedule(-5ms);  // the past is now
  REQUIRE(test::run_until(loop, [&] { return calls == 1; }));
}

TEST_CASE("a cancelled or destroyed timer does not call") {
  event::Loop loop;
  int wrong = 0;
  bool over = false;
  event::Timer cancelled(loop, [&] { ++wrong; });
  auto destroyed = std::make_unique<event::Timer>(loop, [&] { ++wrong; });
  event::Timer last(loop, [&] { over = true; });
  cancelled.schedule(0ms);
  destroyed->schedule(0ms);
  cancelled.cancel();
  destroyed.reset();
  last.schedule(5ms);
  REQUIRE(test::run_until(loop, [&] { return over; }));
  CHECK(wrong == 0);
}

TEST_CASE("a timer's call may schedule it again, or destroy it") {
  event::Loop loop;
  int calls = 0;
  std::unique_ptr<event::Timer> timer;
  timer = std::make_unique<event::Timer>(loop, [&] {
    if (++calls < 3) {
      timer->schedule(0ms);
    } else {
      timer.reset();
    }
  });
  timer->schedule(0ms);
  REQUIRE(test::run_until(loop, [&] { return calls == 3; }));
  CHECK_FALSE(timer);
}
