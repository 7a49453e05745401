// SPDX-License-Identifier: MIT
#include "libcommon/daemon/connection.hpp"

#include "tests/unit/libcommon/daemon/byte_server.hpp"

using namespace dovetail;
using namespace std::chrono_literals;
using test::World;

TEST_CASE("a session's close comes after what it sent, with its reason for the log") {
  World world;
  const auto fd = world.connect();
  test::send_all(fd.get(), "scs");
  REQUIRE(world.until([&] { return world.ends.size() == 1; }));
  CHECK(test::read_available(fd.get()) == "sent");
  CHECK(world.ends == std::vector<std::string>{"wanted"});
}

TEST_CASE("unread bytes do not cost the peer the last reply") {
  World world;
  const auto fd = world.connect();
  test::send_all(fd.get(), "sc" + std::string(10'000, 'x'));
  REQUIRE(world.until([&] { return world.ends.size() == 1; }));
  char buffer[100];
  CHECK(::recv(fd.get(), buffer, sizeof buffer, 0) == 4);
  CHECK(::recv(fd.get(), buffer, sizeof buffer, 0) == 0);  // an end, not a reset
}

TEST_CASE("the peer's end lets what is in work finish") {
  World world;
  const auto fd = world.connect();
  test::send_all(fd.get(), "q");
  ::shutdown(fd.get(), SHUT_WR);
  REQUIRE(world.until([&] { return world.asked.size() == 1; }));
  world.loop.run_once(false);
  CHECK(world.server->connections() == 1);
  world.server->resume(world.asked[0].first, world.asked[0].second.ticket, std::string("done"));
  CHECK(world.wait_for(fd, "done") == "done");
  REQUIRE(world.until([&] { return world.server->connections() == 0; }));
}

TEST_CASE("a session that has enough to do is not read from") {
  World world;
  const auto fd = world.connect();
  test::send_all(fd.get(), "qp");
  REQUIRE(world.until([&] { return world.asked.size() == 1; }));
  test::send_all(fd.get(), "s");
  world.loop.run_once(false);
  world.loop.run_once(false);
  CHECK(world.server->session(world.asked[0].first)->received() == 2);
  world.server->resume(world.asked[0].first, world.asked[0].second.ticket, std::string("go"));
  CHECK(world.wait_for(fd, "gosent") == "gosent");
}

TEST_CASE("a peer that does not read is not read from, and the handler learns when it goes on") {
  World world({.max_connections = 10, .stream = {.high_water = 1000, .low_water = 100}});
  world.answer_at_once = false;
  const auto fd = world.connect();
  test::send_all(fd.get(), "q");
  REQUIRE(world.until([&] { return world.asked.size() == 1; }));
  const auto id = world.asked[0].first;
  world.server->resume(id, world.asked[0].second.ticket, std::string(3'000'000, 'x'));
  CHECK(world.server->congested(id));
  test::send_all(fd.get(), "s");
  world.loop.run_once(false);
  world.loop.run_once(false);
  CHECK(world.server->session(id)->received() == 1);
  const std::string all = world.wait_for(fd, "sent");
  CHECK(all.size() == 3'000'004);
  CHECK(world.drains.size() == 1);
}

TEST_CASE("a peer that never reads is cut, though its session would wait for ever; a slow reader is not") {
  World world({.stream = {.high_water = 1000, .low_water = 100}, .peer_read_time = 300ms});
  const auto fd = world.connect();
  test::send_all(fd.get(), "q");
  REQUIRE(world.until([&] { return world.asked.size() == 1; }));
  world.server->resume(world.asked[0].first, world.asked[0].second.ticket, std::string(9'000'000, 'x'));
  for (int sip = 0; sip < 4;
       ++sip) {  // each longer than a socket buffer, so that we get something off our hands
    const auto until = std::chrono::steady_clock::now() + 200ms;
    std::size_t drunk = 0;
    while (drunk < 1'000'000) {
      drunk += test::read_available(fd.get()).size();
      world.loop.run_once(false);
    }
    while (std::chrono::steady_clock::now() < until) {
      world.loop.run_once(false);
    }
  }
  CHECK(world.server->connections() == 1);
  REQUIRE(world.until([&] { return world.ends.size() == 1; }));
  CHECK(world.ends[0] == "peer does not read");
}

TEST_CASE("silence past the deadline is told to the session, activity moves it") {
  World world;
  world.patience = 600ms;  // long enough for a busy machine
  const auto begun = std::chrono::steady_clock::now();
  const auto fd = world.connect();
  event::Timer sign(world.loop, [&] { test::send_all(fd.get(), "x"); });
  sign.schedule(50ms);
  CHECK(world.wait_for(fd, "late") == "late");
  CHECK(std::chrono::steady_clock::now() - begun >= 650ms);
  REQUIRE(world.until([&] { return world.server->connections() == 0; }));
}

TEST_CASE("an exception in a session costs its connection alone") {
  World world;
  const auto bad = world.connect();
  const auto good = world.connect();
  test::send_all(bad.get(), "t");
  REQUIRE(world.until([&] { return world.ends.size() == 1; }));
  CHECK(world.ends[0].find("session broke") != std::string::npos);
  test::send_all(good.get(), "s");
  CHECK(world.wait_for(good, "sent") == "sent");
}

TEST_CASE("an exception outside of a read costs its connection alone, too") {
  World world;
  const auto fd = world.connect();
  const auto good = world.connect();
  test::send_all(fd.get(), "q");
  REQUIRE(world.until([&] { return world.asked.size() == 1; }));
  SECTION("in an answer") {
    test::send_all(fd.get(), "p");
    world.server->resume(world.asked[0].first, world.asked[0].second.ticket, std::string("throw"));
  }
  SECTION("in a deadline") {
    world.server->session(world.asked[0].first)->patience = 1ms;
    world.server->session(world.asked[0].first)->throws_when_late = true;
    world.server->touched(world.asked[0].first);
  }
  REQUIRE(world.until([&] { return world.ends.size() == 1; }));
  CHECK(world.log.contains("internal error"));
  test::send_all(good.get(), "s");
  CHECK(world.wait_for(good, "sent") == "sent");
}

TEST_CASE("who has just come is heard once more before the end, who stays silent is not waited for long") {
  World world;
  const auto newcomer = world.connect();
  const auto silent = world.connect();
  REQUIRE(world.until([&] { return world.server->connections() == 2; }));
  world.server->drain().shut_down();
  world.loop.run_once(false);
  CHECK(world.server->connections() == 2);
  test::send_all(newcomer.get(), "s");
  CHECK(world.wait_for(newcomer, "sent") == "sent");
  const auto begun = std::chrono::steady_clock::now();
  REQUIRE(world.until([&] { return world.server->drain().at_rest(); }));
  CHECK(std::chrono::steady_clock::now() - begun < 5s);
}

TEST_CASE("a peer that speaks while we close gets an end, not a reset") {
  World world;
  const auto fd = world.connect();
  test::send_all(fd.get(), "sc");
  CHECK(world.wait_for(fd, "sent") == "sent");
  test::send_all(fd.get(), "too late");
  world.loop.run_once(false);
  char byte = 0;
  CHECK(::recv(fd.get(), &byte, 1, 0) == 0);
  CHECK(world.server->connections() == 1);
  ::shutdown(fd.get(), SHUT_WR);
  REQUIRE(world.until([&] { return world.server->connections() == 0; }));
}

TEST_CASE("at the end a request is either answered or cannot be sent") {
  World world({.refuse_at_end = true});
  const auto kept = world.connect();
  test::send_all(kept.get(), "s");
  CHECK(world.wait_for(kept, "sent") == "sent");
  test::send_all(kept.get(), "s");
  world.server->drain().shut_down();
  CHECK(::send(kept.get(), "s", 1, MSG_NOSIGNAL) == -1);
  CHECK(errno == EPIPE);
  CHECK(world.wait_for(kept, "sent") == "sent");
  REQUIRE(world.until([&] { return world.server->drain().at_rest(); }));
}

TEST_CASE("at the end who waits for an answer gets it, and asks nothing more") {
  World world({.refuse_at_end = true});
  const auto busy = world.connect();
  test::send_all(busy.get(), "q");
  REQUIRE(world.until([&] { return world.asked.size() == 1; }));
  world.server->drain().shut_down();
  world.loop.run_once(false);
  CHECK_FALSE(world.server->drain().at_rest());
  CHECK(::send(busy.get(), "s", 1, MSG_NOSIGNAL) == -1);
  world.server->resume(world.asked[0].first, world.asked[0].second.ticket, std::string("end"));
  CHECK(world.wait_for(busy, "end") == "end");
  REQUIRE(world.until([&] { return world.server->drain().at_rest(); }));
}

TEST_CASE("at the end an exchange of several steps may finish, within a time") {
  World world({.refuse_at_end = true});
  const auto quick = world.connect();
  const auto silent = world.connect();
  for (const auto* fd : {&quick, &silent}) {
    test::send_all(fd->get(), "m");
    CHECK(world.wait_for(*fd, "m") == "m");
  }
  world.server->drain().shut_down();
  world.loop.run_once(false);
  test::send_all(quick.get(), "n");
  CHECK(world.wait_for(quick, "n") == "n");
  CHECK(::send(quick.get(), "s", 1, MSG_NOSIGNAL) == -1);
  CHECK_FALSE(world.server->drain().at_rest());
  REQUIRE(world.until([&] { return world.server->drain().at_rest(); }));
}

TEST_CASE("at the end all that a newcomer asks with its first words is answered, also where each answer comes at once") {
  World world;
  world.answer_at_once = true;
  const auto fd = world.connect();
  REQUIRE(world.until([&] { return world.server->connections() == 1; }));
  world.server->drain().shut_down();
  test::send_all(fd.get(), "qqq");
  CHECK(world.wait_for(fd, "nownownow") == "nownownow");
  REQUIRE(world.until([&] { return world.server->drain().at_rest(); }));
}

TEST_CASE("what a turn has read is served at its end, also where the peer has gone on or the daemon ends") {
  World world({.serve_with_turn = true});
  world.answer_at_once = true;
  const auto first = world.connect();
  const auto second = world.connect();
  test::send_all(first.get(), "qs");
  test::send_all(second.get(), "s");
  CHECK(world.wait_for(first, "nowsent") + world.wait_for(second, "sent") == "nowsentsent");

  test::send_all(first.get(), "s");
  ::shutdown(first.get(), SHUT_WR);
  CHECK(world.wait_for(first, "sent") == "sent");
  REQUIRE(world.until([&] { return world.server->connections() == 1; }));

  test::send_all(second.get(), "ms");
  world.server->drain().shut_down();
  CHECK(world.wait_for(second, "msent") == "msent");
  CHECK(world.server->connections() == 1);  // an exchange is open: heard a little longer
  test::send_all(second.get(), "n");
  CHECK(world.wait_for(second, "n") == "n");
  REQUIRE(world.until([&] { return world.server->connections() == 0; }));
}
