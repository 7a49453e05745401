// SPDX-License-Identifier: MIT
#include "libcommon/daemon/runner.hpp"

#include <optional>
#include <stdexcept>

#include <fcntl.h>

#include "libcommon/daemon/drain.hpp"
#include "libcommon/event/worker_pool.hpp"
#include "tests/unit/libcommon/daemon/forked_daemon.hpp"

using namespace dovetail;
using namespace std::chrono_literals;

namespace {

// Comes to rest `delay` after it was told to.
struct Work final : daemon::Drain {
  Work(event::Loop& loop, std::optional<std::chrono::milliseconds> delay)
      : delay_(delay), timer_(loop, [this] { done_ = true; }) {}
  void shut_down() override {
    ++told;
    if (delay_) {
      timer_.schedule(*delay_);
    }
  }
  bool at_rest() const override { return done_; }
  int told = 0;

 private:
  std::optional<std::chrono::milliseconds> delay_;
  event::Timer timer_;
  bool done_ = false;
};

struct Daemon : test::ForkedDaemon {
  std::optional<Work> work;
  std::optional<event::Timer> timer;
  std::optional<event::WorkerPool> pool;

  Daemon() {
    ::chmod(folder.path().c_str(), 0777);
    application.on_stop = [this] { mark("stopped"); };
  }
  void mark(const char* name) { ::close(::open((folder / name).c_str(), O_CREAT | O_WRONLY, 0600)); }
  void with_work(std::optional<std::chrono::milliseconds> delay) {
    application.on_start = [this, delay](daemon::Frame& frame) {
      work.emplace(frame.loop(), delay);
      frame.add_drain(*work);
    };
  }
};

}  // namespace

TEST_CASE("a daemon with nothing in work ends at once, with status 0, after its stop()") {
  Daemon d;
  d.with_work(0ms);
  d.application.settings.shutdown_timeout = 10min;
  d.start();
  REQUIRE(d.hears("READY=1"));
  d.signal(GENERATE(SIGTERM, SIGINT));
  CHECK(d.hears("STOPPING=1"));
  CHECK(d.exit_status() == 0);
  CHECK(d.has("stopped"));
}

TEST_CASE("work that ends within shutdown_timeout is waited for") {
  Daemon d;
  d.with_work(200ms);
  d.application.settings.shutdown_timeout = 10min;
  d.start();
  REQUIRE(d.hears("READY=1"));
  d.signal(SIGTERM);
  CHECK(d.exit_status() == 0);
  CHECK(d.has("stopped"));
  CHECK(d.log().find("unfinished") == std::string::npos);
}

TEST_CASE("work that does not end is cut off by shutdown_timeout, and nothing is closed in order") {
  Daemon d;
  d.with_work({});
  d.application.settings.shutdown_timeout = std::chrono::milliseconds(GENERATE(0, 100));
  d.start();
  REQUIRE(d.hears("READY=1"));
  d.signal(SIGTERM);
  CHECK(d.exit_status() == 75);
  CHECK_FALSE(d.has("stopped"));
  CHECK(d.log().find("leaving with work unfinished") != std::string::npos);
}

TEST_CASE("a worker that hangs in the kernel does not hold the daemon beyond shutdown_timeout") {
  Daemon d;
  d.with_work({});
  d.application.settings.shutdown_timeout = 100ms;
  auto with_work = std::move(d.application.on_start);
  d.application.on_start = [&d, with_work = std::move(with_work)](daemon::Frame& frame) mutable {
    with_work(frame);
    d.pool.emplace(frame.loop(), event::WorkerPoolOptions{.name = "hung"});
    d.pool->submit(
        base::Lifetime::Watch(), [] { ::pause(); }, [](auto&&) {});
  };
  d.start();
  REQUIRE(d.hears("READY=1"));
  d.signal(SIGTERM);
  CHECK(d.exit_status() == 75);
}

TEST_CASE("a second signal waits for nobody") {
  Daemon d;
  d.with_work({});
  d.application.settings.shutdown_timeout = 10min;
  d.start();
  REQUIRE(d.hears("READY=1"));
  d.signal(SIGTERM);
  REQUIRE(d.hears("STOPPING=1"));
  d.signal(SIGTERM);
  CHECK(d.exit_status() == 75);
}

TEST_CASE("shutdown_timeout of a reload is the one that holds") {
  Daemon d;
  d.with_work({});
  d.application.settings.shutdown_timeout = 10min;
  d.application.on_reload = [](daemon::FrameSettings& settings) { settings.shutdown_timeout = 50ms; };
  d.start();
  REQUIRE(d.hears("READY=1"));
  d.signal(SIGHUP);
  REQUIRE(d.hears("STATUS=configuration reloaded"));
  d.signal(SIGTERM);
  CHECK(d.exit_status() == 75);
}

TEST_CASE("a reload while the daemon leaves changes nothing and does not keep it") {
  Daemon d;
  d.with_work(300ms);
  d.application.settings.shutdown_timeout = 10min;
  d.application.on_reload = [](daemon::FrameSettings& settings) { settings.shutdown_timeout = 0ms; };
  d.start();
  REQUIRE(d.hears("READY=1"));
  d.signal(SIGTERM);
  REQUIRE(d.hears("STOPPING=1"));
  d.signal(SIGHUP);
  CHECK(d.exit_status() == 0);
}

TEST_CASE("a daemon that asks for its own end during start() leaves in order") {
  Daemon d;
  d.application.on_start = [](daemon::Frame& frame) { frame.request_stop(); };
  d.start();
  CHECK(d.exit_status() == 0);
  CHECK(d.has("stopped"));
}

TEST_CASE("an exception after the start is one line and status 71, and touches no freed object") {
  Daemon d;
  d.application.on_start = [&d](daemon::Frame& frame) {
    // What a daemon has when it happens: a timer of its own, a pool with a job under way.
    d.pool.emplace(frame.loop(), event::WorkerPoolOptions{.name = "disk"});
    d.pool->submit(
        base::Lifetime::Watch(), [] { ::usleep(50'000); }, [](auto&&) {});
    d.timer.emplace(frame.loop(), [] { throw std::runtime_error("something unthought-of"); });
    d.timer->schedule(1ms);
  };
  d.start();
  REQUIRE(d.hears("READY=1"));
  CHECK(d.exit_status() == 71);
  CHECK(d.log().find("dovetail-testd: something unthought-of") != std::string::npos);
  CHECK_FALSE(d.has("stopped"));
}

TEST_CASE("an exception that is no std::exception after the start ends the daemon in the same way") {
  Daemon d;
  d.application.on_start = [&d](daemon::Frame& frame) {
    d.timer.emplace(frame.loop(), [] { throw 42; });
    d.timer->schedule(1ms);
  };
  d.start();
  REQUIRE(d.hears("READY=1"));
  CHECK(d.exit_status() == 71);
}

TEST_CASE("an exception in start() is never READY") {
  Daemon d;
  d.application.on_start = [](daemon::Frame&) { throw std::runtime_error("no store"); };
  d.start();
  CHECK(d.exit_status() == 71);
  CHECK(d.log().find("dovetail-testd: no store") != std::string::npos);
}

TEST_CASE("an exception while reading the configuration anew leaves the old one in force") {
  Daemon d;
  d.with_work(0ms);
  d.application.on_reload = [](daemon::FrameSettings&) { throw std::runtime_error("half a file"); };
  d.start();
  REQUIRE(d.hears("READY=1"));
  d.signal(SIGHUP);
  REQUIRE(d.hears("STATUS=reload failed"));
  REQUIRE(d.hears("READY=1"));
  d.signal(SIGTERM);
  CHECK(d.exit_status() == 0);
  CHECK(d.log().find("half a file") != std::string::npos);
}
