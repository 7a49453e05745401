// SPDX-License-Identifier: MIT
#include "libcommon/daemon/server.hpp"

#include "tests/unit/libcommon/daemon/byte_server.hpp"

using namespace dovetail;
using test::World;

TEST_CASE("what a session sends reaches its peer") {
  World world;
  const auto fd = world.connect();
  test::send_all(fd.get(), "ss");
  CHECK(world.wait_for(fd, "sentsent") == "sentsent");
  CHECK(world.server->connections() == 1);
}

TEST_CASE("questions go to the handler, answers back to their session") {
  World world;
  const auto first = world.connect();
  const auto second = world.connect();
  test::send_all(first.get(), "q");
  REQUIRE(world.until([&] { return world.asked.size() == 1; }));
  test::send_all(second.get(), "q");
  REQUIRE(world.until([&] { return world.asked.size() == 2; }));
  world.server->resume(world.asked[1].first, world.asked[1].second.ticket, std::string("two"));
  world.server->resume(world.asked[0].first, world.asked[0].second.ticket, std::string("one"));
  CHECK(world.wait_for(first, "one") == "one");
  CHECK(world.wait_for(second, "two") == "two");
}

TEST_CASE("an answer may come from within the question") {
  World world;
  world.answer_at_once = true;
  const auto fd = world.connect();
  test::send_all(fd.get(), "qqq");
  CHECK(world.wait_for(fd, "nownownow") == "nownownow");
}
