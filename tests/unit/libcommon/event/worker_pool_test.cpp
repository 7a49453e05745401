// SPDX-License-Identifier: MIT
#include "libcommon/event/worker_pool.hpp"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/unit/libcommon/event/event_support.hpp"

using namespace dovetail;

namespace {

// Holds a worker until released.
struct Gate {
  std::promise<void> open;
  std::shared_future<void> opened = open.get_future().share();
  auto job() {
    return [opened = opened] { opened.wait(); };
  }
};

}  // namespace

TEST_CASE("work runs on a worker, its answer on the loop") {
  event::Loop loop;
  event::WorkerPool pool(loop, {.name = "test", .threads = 2});
  base::Lifetime owner;
  int answer = 0;
  REQUIRE(pool.submit(
      owner.watch(),
      [&loop] {
        CHECK_FALSE(loop.inside());
        return 42;
      },
      [&](base::Result<int> result) {
        CHECK(loop.inside());
        answer = *result;
      }));
  CHECK(pool.in_work() == 1);
  REQUIRE(test::run_until(loop, [&] { return answer == 42; }));
  CHECK(pool.in_work() == 0);
}

TEST_CASE("work may return a Result, nothing, or something that only moves") {
  event::Loop loop;
  event::WorkerPool pool(loop, {.name = "test"});
  base::Lifetime owner;
  int answers = 0;
  REQUIRE(pool.submit(
      owner.watch(), []() -> base::Result<int> { return base::Unexpected(base::permanent("no")); },
      [&](base::Result<int> result) {
        CHECK(result.error().kind == base::ErrorKind::permanent);
        ++answers;
      }));
  REQUIRE(pool.submit(
      owner.watch(), [] {}, [&](base::Result<void> result) { answers += result ? 1 : 0; }));
  REQUIRE(pool.submit(
      owner.watch(), [own = std::make_unique<int>(7)]() mutable { return std::move(own); },
      [&](base::Result<std::unique_ptr<int>> result) { answers += **result == 7 ? 1 : 0; }));
  REQUIRE(test::run_until(loop, [&] { return answers == 3; }));
}

TEST_CASE("an exception in work is a temporary error") {
  event::Loop loop;
  event::WorkerPool pool(loop, {.name = "test"});
  base::Lifetime owner;
  std::vector<base::Error> errors;
  const auto done = [&](base::Result<int> result) { errors.push_back(result.error()); };
  REQUIRE(pool.submit(
      owner.watch(), []() -> int { throw std::runtime_error("disk on fire"); }, done));
  REQUIRE(pool.submit(
      owner.watch(), []() -> int { throw 5; }, done));
  REQUIRE(test::run_until(loop, [&] { return errors.size() == 2; }));
  CHECK(errors[0].kind == base::ErrorKind::temporary);
  CHECK(errors[0].detail.find("disk on fire") != std::string::npos);
  CHECK(errors[0].text.empty());
}

TEST_CASE("answers to the dead are dropped, the work is done") {
  event::Loop loop;
  event::WorkerPool pool(loop, {.name = "test"});
  auto owner = std::make_unique<base::Lifetime>();
  std::atomic<bool> worked = false;
  REQUIRE(pool.submit(
      owner->watch(), [&] { worked = true; }, [](base::Result<void>) { FAIL("nobody is there"); }));
  owner.reset();
  REQUIRE(test::run_until(loop, [&] { return pool.in_work() == 0; }));
  CHECK(worked);
}

TEST_CASE("a full queue refuses at once") {
  event::Loop loop;
  event::WorkerPool pool(loop, {.name = "test", .threads = 1, .queue_limit = 1});
  base::Lifetime owner;
  Gate gate;
  const auto ignore = [](base::Result<void>) {};
  REQUIRE(pool.submit(owner.watch(), gate.job(), ignore));
  while (pool.waiting() > 0) {
    std::this_thread::yield();
  }
  REQUIRE(pool.submit(
      owner.watch(), [] {}, ignore));
  CHECK_FALSE(pool.submit(
      owner.watch(), [] {}, ignore));
  gate.open.set_value();
  REQUIRE(test::run_until(loop, [&] { return pool.in_work() == 0; }));
}

TEST_CASE("where a refusal is an outcome, it comes as a temporary error on a later turn") {
  event::Loop loop;
  event::WorkerPool pool(loop, {.name = "test", .threads = 1, .queue_limit = 0});
  base::Lifetime life;
  std::optional<base::Result<int>> outcome;
  pool.perform_for(
      "k", life.watch(), [] { return 1; }, [&](base::Result<int> result) { outcome = result; });
  CHECK_FALSE(outcome);
  CHECK(pool.in_work() == 1);
  loop.run_once(true);
  REQUIRE(outcome);
  CHECK(outcome->error().kind == base::ErrorKind::temporary);
  CHECK(pool.in_work() == 0);
  {
    base::Lifetime brief;
    pool.perform_for(
        "k", brief.watch(), [] { return 1; }, [&](base::Result<int>) { outcome.reset(); });
  }
  loop.run_once(true);
  CHECK(outcome);
}

TEST_CASE("keys are served in turn, each in its own order") {
  event::Loop loop;
  event::WorkerPool pool(loop, {.name = "test", .threads = 1});
  base::Lifetime owner;
  Gate gate;
  std::vector<std::string> order;
  REQUIRE(pool.submit(owner.watch(), gate.job(), [](base::Result<void>) {}));
  for (const char* job : {"a1", "a2", "a3", "b1"}) {
    REQUIRE(pool.submit_for(
        std::string_view(job, 1), owner.watch(), [job] { return std::string(job); },
        [&](base::Result<std::string> result) { order.push_back(*result); }));
  }
  gate.open.set_value();
  REQUIRE(test::run_until(loop, [&] { return order.size() == 4; }));
  CHECK(order == std::vector<std::string>{"a1", "b1", "a2", "a3"});
}

TEST_CASE("drain finishes what waits and takes nothing new") {
  event::Loop loop;
  std::atomic<int> worked = 0;
  base::Lifetime owner;
  int answers = 0;
  event::WorkerPool pool(loop, {.name = "test"});
  for (int i = 0; i < 5; ++i) {
    REQUIRE(pool.submit(
        owner.watch(), [&] { ++worked; }, [&](base::Result<void>) { ++answers; }));
  }
  pool.drain();
  CHECK(worked == 5);
  CHECK_FALSE(pool.submit(
      owner.watch(), [] {}, [](base::Result<void>) {}));
  REQUIRE(test::run_until(loop, [&] { return answers == 5; }));
}

TEST_CASE("a pool may go while answers wait in the loop") {
  event::Loop loop;
  base::Lifetime owner;
  {
    event::WorkerPool pool(loop, {.name = "test"});
    REQUIRE(pool.submit(
        owner.watch(), [] {}, [](base::Result<void>) { FAIL("the pool has gone"); }));
  }
  loop.run_once(true);
}

TEST_CASE("thread hooks run once per thread, before and after its jobs") {
  static std::atomic<int> begun = 0;
  static std::atomic<int> ended = 0;
  event::Loop loop;
  base::Lifetime owner;
  {
    event::WorkerPool pool(loop, {.name = "test", .threads = 2, .niceness = 1});
    pool.set_thread_hooks([] { ++begun; }, [] { ++ended; });
    for (int i = 0; i < 10; ++i) {
      REQUIRE(pool.submit(
          owner.watch(), [] { CHECK(begun > 0); }, [](base::Result<void>) {}));
    }
    CHECK_FALSE(pool.niceness_refused());
  }
  CHECK(begun == 2);
  CHECK(ended == 2);
}

TEST_CASE("where the system gives no thread, jobs are refused and later ones try again") {
  // In a child: the limit is the process's, and it cannot be had under a sanitizer's address space.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return;
#else
  const ::pid_t child = ::fork();
  if (child == 0) {
    event::Loop loop;
    event::WorkerPool pool(loop, {.name = "starved", .threads = 2});
    base::Lifetime life;
    ::pthread_attr_t big;  // larger than the stacks that earlier tests left in glibc's cache
    ::pthread_attr_init(&big);
    ::pthread_attr_setstacksize(&big, 32 << 20);
    ::pthread_setattr_default_np(&big);
    ::rlimit before{};
    ::getrlimit(RLIMIT_AS, &before);
    const ::rlimit tight{1 << 20, before.rlim_max};  // no room for a thread's stack
    ::setrlimit(RLIMIT_AS, &tight);
    bool answered = false;
    const bool refused = !pool.submit(
        life.watch(), [] {}, [](const base::Result<void>&) {});
    ::setrlimit(RLIMIT_AS, &before);
    const bool taken = pool.submit(
        life.watch(), [] {}, [&](const base::Result<void>&) { answered = true; });
    while (taken && !answered) {
      loop.run_once(true);
    }
    pool.drain();
    ::_exit(refused && taken ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(status == 0);
#endif
}
