// SPDX-License-Identifier: MIT
#include "libcommon/event/connector.hpp"

#include <cerrno>
#include <optional>

#include "libcommon/event/listen.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/libcommon/event/event_support.hpp"

using namespace dovetail;
using namespace std::chrono_literals;

namespace {

struct Attempt {
  event::Loop loop;
  event::Connector connector{loop};
  std::optional<base::Result<event::UniqueFd>> outcome;

  void begin(std::vector<event::SocketAddress> addresses, std::chrono::milliseconds limit = 5s) {
    connector.connect(std::move(addresses), limit,
                      [this](base::Result<event::UniqueFd> result) { outcome.emplace(std::move(result)); });
    CHECK_FALSE(outcome);
  }
  void finish() {
    REQUIRE(test::run_until(loop, [this] { return outcome.has_value(); }));
  }
};

event::SocketAddress bound_address(int fd) {
  ::sockaddr_storage bound{};
  ::socklen_t size = sizeof bound;
  REQUIRE(::getsockname(fd, reinterpret_cast<::sockaddr*>(&bound), &size) == 0);
  return event::SocketAddress::from_native(reinterpret_cast<::sockaddr*>(&bound), size);
}

}  // namespace

TEST_CASE("connects to a unix socket and to an inet one") {
  test::TemporaryFolder folder;
  const auto unix_door = event::listen_unix({folder / "s", 0600, {}, {}});
  const auto inet_door = event::listen_inet(*event::SocketAddress::inet("127.0.0.1", 0));
  const auto address = GENERATE(true, false) ? *event::SocketAddress::unix_path(folder / "s")
                                             : bound_address(inet_door->get());
  Attempt attempt;
  attempt.begin({address});
  attempt.finish();
  REQUIRE(attempt.outcome->has_value());
  CHECK_FALSE(attempt.connector.active());
}

TEST_CASE("tries the next address when one refuses") {
  test::TemporaryFolder folder;
  const auto door = event::listen_unix({folder / "s", 0600, {}, {}});
  Attempt attempt;
  attempt.begin({*event::SocketAddress::unix_path(folder / "nobody"),
                 *event::SocketAddress::inet("127.0.0.1", 1),
                 *event::SocketAddress::unix_path(folder / "s")});
  attempt.finish();
  CHECK(attempt.outcome->has_value());
}

TEST_CASE("reports the last failure with its address") {
  Attempt attempt;
  attempt.begin({*event::SocketAddress::unix_path("/nonexistent/s")});
  attempt.finish();
  REQUIRE_FALSE(attempt.outcome->has_value());
  CHECK(attempt.outcome->error().code == ENOENT);
  CHECK(attempt.outcome->error().kind == base::ErrorKind::temporary);
  CHECK(attempt.outcome->error().detail.find("unix:/nonexistent/s") != std::string::npos);
}

TEST_CASE("no address at all is a failure") {
  Attempt attempt;
  attempt.begin({});
  attempt.finish();
  CHECK_FALSE(attempt.outcome->has_value());
}

TEST_CASE("waits for room in a unix listener's full queue, up to the time limit") {
  test::TemporaryFolder folder;
  const auto address = *event::SocketAddress::unix_path(folder / "s");
  const event::UniqueFd door(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  REQUIRE(::bind(door.get(), address.native(), address.size()) == 0);
  REQUIRE(::listen(door.get(), 0) == 0);
  const event::UniqueFd first(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  REQUIRE(::connect(first.get(), address.native(), address.size()) == 0);  // fills the queue
  Attempt attempt;
  SECTION("room comes") {
    attempt.begin({address});
    attempt.loop.run_once(true);
    const event::UniqueFd accepted(::accept(door.get(), nullptr, nullptr));
    attempt.finish();
    CHECK(attempt.outcome->has_value());
  }
  SECTION("time runs out") {
    attempt.begin({address}, 60ms);
    attempt.finish();
    REQUIRE_FALSE(attempt.outcome->has_value());
    CHECK(attempt.outcome->error().code == ETIMEDOUT);
  }
}

TEST_CASE("a cancelled or destroyed attempt says nothing") {
  Attempt attempt;
  attempt.begin({*event::SocketAddress::unix_path("/nonexistent/s")});
  attempt.connector.cancel();
  {
    event::Connector gone(attempt.loop);
    gone.connect({}, 1s, [](base::Result<event::UniqueFd>) { FAIL("must not be called"); });
  }
  attempt.loop.run_once(false);
  CHECK_FALSE(attempt.outcome);
}
