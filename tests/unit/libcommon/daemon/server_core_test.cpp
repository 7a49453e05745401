// SPDX-License-Identifier: MIT
#include "libcommon/daemon/server_core.hpp"

#include "tests/unit/libcommon/daemon/byte_server.hpp"

using namespace dovetail;
using namespace std::chrono_literals;
using test::World;

TEST_CASE("answers to a connection that has gone are dropped, also when its slot is taken again") {
  World world;
  {
    const auto fd = world.connect();
    test::send_all(fd.get(), "q");
    REQUIRE(world.until([&] { return world.asked.size() == 1; }));
    world.server->close(world.asked[0].first, "kicked");
    REQUIRE(world.until([&] { return world.server->connections() == 0; }));
  }
  CHECK(world.ends == std::vector<std::string>{"kicked"});
  const auto next = world.connect();
  REQUIRE(world.until([&] { return world.server->connections() == 1; }));
  world.server->resume(world.asked[0].first, world.asked[0].second.ticket, std::string("late"));
  CHECK(world.server->session(world.asked[0].first) == nullptr);
  CHECK(world.server->peer(world.asked[0].first) == nullptr);
  test::send_all(next.get(), "s");
  CHECK(world.wait_for(next, "sent") == "sent");
}

TEST_CASE("beyond the limit, connections wait in the kernel") {
  World world({.max_connections = 2, .stream = {}});
  auto first = world.connect();
  const auto second = world.connect();
  const auto third = world.connect();
  test::send_all(third.get(), "s");
  REQUIRE(world.until([&] { return world.server->connections() == 2; }));
  world.loop.run_once(false);
  CHECK(test::read_available(third.get()).empty());
  first.reset();
  CHECK(world.wait_for(third, "sent") == "sent");
}

TEST_CASE("client_limit of the configuration is the limit") {
  World world({.max_connections = 2, .stream = {}}, 1);
  auto first = world.connect();
  const auto second = world.connect();
  test::send_all(second.get(), "s");
  REQUIRE(world.until([&] { return world.server->connections() == 1; }));
  world.loop.run_once(false);
  CHECK(test::read_available(second.get()).empty());
  first.reset();
  CHECK(world.wait_for(second, "sent") == "sent");
}

TEST_CASE("a refused connection is closed without a word") {
  World world;
  world.refuse = true;
  const auto fd = world.connect();
  char byte = 0;
  REQUIRE(world.until([&] { return ::recv(fd.get(), &byte, 1, MSG_DONTWAIT) == 0; }));
  CHECK(world.server->connections() == 0);
}

TEST_CASE("an exception while opening a session refuses that connection") {
  World world;
  world.throw_in_open = true;
  const auto fd = world.connect();
  char byte = 0;
  REQUIRE(world.until([&] { return ::recv(fd.get(), &byte, 1, MSG_DONTWAIT) == 0; }));
  world.throw_in_open = false;
  const auto good = world.connect();
  test::send_all(good.get(), "s");
  CHECK(world.wait_for(good, "sent") == "sent");
}

TEST_CASE("shutting down reads once more, serves who waits at the door, and comes to rest") {
  World world;
  const auto idle = world.connect();
  const auto busy = world.connect();
  test::send_all(busy.get(), "q");
  REQUIRE(world.until([&] { return world.asked.size() == 1; }));
  const auto newcomer = world.connect();
  test::send_all(newcomer.get(), "s");
  test::send_all(idle.get(), "s");
  world.server->drain().shut_down();
  CHECK(world.wait_for(newcomer, "sent") == "sent");
  CHECK(test::read_available(idle.get()) == "sent");
  CHECK_FALSE(world.server->drain().at_rest());
  world.server->resume(world.asked[0].first, world.asked[0].second.ticket, std::string("end"));
  CHECK(world.wait_for(busy, "end") == "end");
  REQUIRE(world.until([&] { return world.server->drain().at_rest(); }));
  CHECK(event::somebody_answers(world.folder / "s") == false);
}

TEST_CASE("a server may be destroyed with open connections") {
  World world;
  const auto fd = world.connect();
  test::send_all(fd.get(), "q");
  REQUIRE(world.until([&] { return world.asked.size() == 1; }));
  world.server.reset();
  world.loop.run_once(false);
}
