// SPDX-License-Identifier: MIT
#include "libcommon/event/acceptor.hpp"

#include <sys/resource.h>
#include <cerrno>
#include <vector>

#include "libcommon/event/listen.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/libcommon/event/event_support.hpp"

using namespace dovetail;

namespace {

struct Door {
  test::TemporaryFolder folder;
  event::Loop loop;
  std::vector<event::UniqueFd> accepted;
  std::vector<int> failures;
  event::Acceptor acceptor{loop, std::move(*event::listen_unix({folder / "s", 0600, {}, {}})),
                           [this](event::UniqueFd fd) { accepted.push_back(std::move(fd)); },
                           [this](int problem) { failures.push_back(problem); }};

  event::UniqueFd knock() {
    event::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const auto address = event::SocketAddress::unix_path(folder / "s");
    REQUIRE(::connect(fd.get(), address->native(), address->size()) == 0);
    return fd;
  }
};

}  // namespace

TEST_CASE("connections are accepted") {
  Door door;
  const auto first = door.knock();
  const auto second = door.knock();
  REQUIRE(test::run_until(door.loop, [&] { return door.accepted.size() == 2; }));
}

TEST_CASE("while paused, connections wait in the kernel's queue") {
  Door door;
  door.acceptor.pause();
  const auto client = door.knock();
  door.loop.run_once(false);
  CHECK(door.accepted.empty());
  SECTION("until resumed") {
    door.acceptor.resume();
    REQUIRE(test::run_until(door.loop, [&] { return door.accepted.size() == 1; }));
  }
  SECTION("or taken on request") {
    door.acceptor.accept_waiting();
    CHECK(door.accepted.size() == 1);
  }
}

TEST_CASE("without descriptors it reports once and does not spin") {
  Door door;
  const auto client = door.knock();
  ::rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  ::rlimit tight = before;
  tight.rlim_cur = 3;
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &tight) == 0);
  door.loop.run_once(true);
  door.loop.run_once(false);
  door.loop.run_once(false);
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
  CHECK(door.failures == std::vector<int>{EMFILE});
  CHECK(door.accepted.empty());
  REQUIRE(test::run_until(door.loop, [&] { return door.accepted.size() == 1; }));
}
