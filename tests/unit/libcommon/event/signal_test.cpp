// SPDX-License-Identifier: MIT
#include "libcommon/event/signal.hpp"

#include <csignal>

#include "tests/unit/libcommon/event/event_support.hpp"

using namespace dovetail;

TEST_CASE("a signal calls on the loop, each time") {
  event::Loop loop;
  int calls = 0;
  event::Signal signal(loop, SIGUSR1, [&] { ++calls; });
  std::raise(SIGUSR1);
  CHECK(calls == 0);
  REQUIRE(test::run_until(loop, [&] { return calls == 1; }));
  std::raise(SIGUSR1);
  REQUIRE(test::run_until(loop, [&] { return calls == 2; }));
}
