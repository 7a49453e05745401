// SPDX-License-Identifier: MIT
#include "libcommon/event/readiness.hpp"

#include "tests/unit/libcommon/event/event_support.hpp"

using namespace dovetail;

TEST_CASE("readiness calls while there is something to read and it is enabled") {
  event::Loop loop;
  test::Pair pair;
  int calls = 0;
  event::Readiness readiness(loop, pair.ours.get(), event::Readiness::Kind::read, [&] { ++calls; });
  test::send_all(pair.theirs.get(), "x");
  loop.run_once(false);
  CHECK(calls == 0);
  readiness.enable();
  loop.run_once(true);
  loop.run_once(true);
  CHECK(calls == 2);
  readiness.disable();
  loop.run_once(false);
  CHECK(calls == 2);
}

TEST_CASE("readiness to write") {
  event::Loop loop;
  test::Pair pair;
  bool called = false;
  event::Readiness readiness(loop, pair.ours.get(), event::Readiness::Kind::write, [&] { called = true; });
  readiness.enable();
  loop.run_once(true);
  CHECK(called);
}
