// SPDX-License-Identifier: MIT
#include "libcommon/event/loop.hpp"

#include <memory>
#include <stdexcept>
#include <thread>

#include "libcommon/event/deferred.hpp"
#include "tests/unit/libcommon/event/event_support.hpp"

using namespace dovetail;

TEST_CASE("posted calls run on the loop in their order") {
  event::Loop loop;
  std::string order;
  std::thread other([&] {
    CHECK_FALSE(loop.inside());
    loop.post([&] { order += 'a'; });
    loop.post([&] { order += 'b'; });
    loop.post([&] {
      CHECK(loop.inside());
      loop.stop();
    });
  });
  loop.run();
  other.join();
  CHECK(order == "ab");
}

TEST_CASE("a posted call may post another") {
  event::Loop loop;
  std::string order;
  loop.post([&] {
    loop.post([&] {
      order += 'b';
      loop.stop();
    });
    order += 'a';
  });
  loop.run();
  CHECK(order == "ab");
}

TEST_CASE("what was posted and never ran is destroyed with the loop") {
  auto token = std::make_shared<int>(1);
  const std::weak_ptr<int> watched = token;
  {
    event::Loop loop;
    loop.post([kept = std::move(token)] { FAIL("must not run"); });
    CHECK_FALSE(watched.expired());
  }
  CHECK(watched.expired());
}

TEST_CASE("an exception out of a callback ends run() and is thrown on from it") {
  event::Loop loop;
  loop.post([] { throw std::runtime_error("broken"); });
  REQUIRE_THROWS_AS(loop.run(), std::runtime_error);
  loop.post([&] { loop.stop(); });
  loop.run();  // and the loop still works
}

TEST_CASE("a deferred call runs once at the end of the turn, however often it was asked for") {
  event::Loop loop;
  int calls = 0;
  event::Deferred deferred(loop, [&] { ++calls; });
  loop.post([&] {
    deferred.schedule();
    deferred.schedule();
    CHECK(calls == 0);
  });
  loop.run_once(true);
  CHECK(calls == 1);
  loop.run_once(false);
  CHECK(calls == 1);
}

TEST_CASE("deferred calls of one turn may ask for others of the same turn") {
  event::Loop loop;
  std::string order;
  event::Deferred second(loop, [&] { order += '2'; });
  event::Deferred first(loop, [&] {
    order += '1';
    second.schedule();
  });
  first.schedule();
  loop.run_once(false);
  CHECK(order == "12");
}

TEST_CASE("a deferred call that asks for itself runs in the next turn and leaves room for events") {
  event::Loop loop;
  int calls = 0;
  event::Deferred* again = nullptr;
  event::Deferred deferred(loop, [&] {
    ++calls;
    again->schedule();
  });
  again = &deferred;
  deferred.schedule();
  loop.run_once(true);
  CHECK(calls == 1);
  loop.run_once(true);  // does not wait
  CHECK(calls == 2);
}

TEST_CASE("a cancelled or destroyed deferred call does not run") {
  event::Loop loop;
  int calls = 0;
  {
    event::Deferred gone(loop, [&] { ++calls; });
    gone.schedule();
  }
  event::Deferred cancelled(loop, [&] { ++calls; });
  cancelled.schedule();
  cancelled.cancel();
  loop.run_once(false);
  CHECK(calls == 0);
}

TEST_CASE("a deferred call may destroy itself and others on the list") {
  event::Loop loop;
  std::unique_ptr<event::Deferred> first;
  std::unique_ptr<event::Deferred> second;
  bool second_ran = false;
  first = std::make_unique<event::Deferred>(loop, [&] {
    second.reset();
    first.reset();
  });
  second = std::make_unique<event::Deferred>(loop, [&] { second_ran = true; });
  first->schedule();
  second->schedule();
  loop.run_once(false);
  CHECK_FALSE(second_ran);
}

TEST_CASE("the time stands still during a turn") {
  event::Loop loop;
  base::MonoTime first;
  loop.post([&] {
    first = loop.turn_time();
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    CHECK(loop.turn_time() == first);
  });
  loop.run_once(true);
  loop.run_once(false);
  CHECK(loop.turn_time() > first);
}
