// SPDX-License-Identifier: MIT
#include "libcommon/authclient/user_lookups.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "tests/support/captured_log.hpp"
#include "tests/unit/libcommon/authclient/auth_server.hpp"

using namespace dovetail;
using namespace std::chrono_literals;

namespace {

struct World {
  test::TemporaryFolder folder;
  event::Loop loop;
  test::CapturedLog log;
  std::optional<test::AuthServer> server;
  std::optional<authclient::UserLookups> lookups;
  base::Lifetime owner;
  std::map<std::string, std::string> answers;  // "found", "missing", or the error's detail

  explicit World(std::chrono::milliseconds limit = 10s, std::size_t queue = 100) {
    server.emplace(loop, folder / "s");
    lookups.emplace(loop, log, authclient::UserLookupsOptions{folder / "s", limit, queue});
  }
  void ask(const std::string& user) {
    lookups->find(user, {.service = "lmtp"}, owner.watch(), [this, user](authclient::UserOutcome outcome) {
      answers[user] = !outcome ? outcome.error().detail : outcome->has_value() ? "found" : "missing";
    });
  }
  bool wait(std::size_t count) {
    return test::run_until(loop, [&] { return answers.size() == count; });
  }
};

}  // namespace

TEST_CASE("found, not found and failed are told apart") {
  World world;
  world.ask("carol");
  world.ask("missing@x");
  world.ask("fail@x");
  CHECK(world.answers.empty());
  REQUIRE(world.wait(3));
  CHECK(world.answers["carol"] == "found");
  CHECK(world.answers["missing@x"] == "missing");
  CHECK(world.answers["fail@x"].find("could not look") != std::string::npos);
  CHECK(world.lookups->in_flight() == 0);
}

TEST_CASE("all lookups share one connection") {
  World world;
  for (int i = 0; i < 50; ++i) {
    world.ask("u" + std::to_string(i));
  }
  REQUIRE(world.wait(50));
  CHECK(std::count(world.server->lines.begin(), world.server->lines.end(), "VERSION\t1\t1") == 1);
}

TEST_CASE("credentials and lists") {
  World world;
  int done = 0;
  world.lookups->find_credentials(
      "alice", {.service = "doveadm"}, world.owner.watch(),
      [&](authclient::UserOutcome outcome) { done += (**outcome).user == "alice" ? 1 : 0; });
  for (int round = 0; round < 2; ++round) {
    world.lookups->list(
        "*", {.service = "doveadm"}, world.owner.watch(),
        [&](base::Result<std::vector<std::string>> users) { done += users->size() == 2 ? 1 : 0; });
  }
  REQUIRE(test::run_until(world.loop, [&] { return done == 3; }));
}

TEST_CASE("a restart of the server is not seen") {
  World world;
  world.ask("before");
  REQUIRE(world.wait(1));
  world.server->answers = false;
  world.ask("during");
  REQUIRE(test::run_until(world.loop, [&] { return world.server->lines.size() >= 3; }));
  world.server->close();
  world.server->answers = true;
  world.server->open();
  REQUIRE(world.wait(2));
  CHECK(world.answers["during"] == "found");
  world.ask("after");
  REQUIRE(world.wait(3));
  CHECK(world.log.lines().empty());
}

TEST_CASE("an idle connection that the server closes is made again when it is needed") {
  World world;
  world.ask("one");
  REQUIRE(world.wait(1));
  world.server->drop_connections();
  world.loop.run_once(true);
  world.ask("two");
  REQUIRE(world.wait(2));
  CHECK(world.answers["two"] == "found");
}

TEST_CASE("a server that is not there gives temporary errors, soon, logged once") {
  World world;
  world.server->close();
  world.ask("a");
  world.ask("b");
  REQUIRE(world.wait(2));
  CHECK(world.answers["a"].find("auth server") != std::string::npos);
  world.ask("c");
  REQUIRE(world.wait(3));
  CHECK(world.log.lines().size() == 1);
  world.server->open();
  world.ask("d");
  REQUIRE(world.wait(4));
  CHECK(world.answers["d"] == "found");
  CHECK(world.log.contains("is back"));
}

TEST_CASE("a lookup that is not answered in time is a temporary error, its late answer nothing") {
  World world(50ms);
  world.ask("silent");
  world.ask("carol");
  REQUIRE(world.wait(2));
  CHECK(world.answers["carol"] == "found");
  CHECK(world.answers["silent"].find("in time") != std::string::npos);
  CHECK(world.lookups->in_flight() == 0);
}

TEST_CASE("more lookups than the limit are refused at once") {
  World world(10s, 2);
  for (const char* user : {"silent1", "silent2", "third"}) {
    world.ask(user);
  }
  REQUIRE(world.wait(1));
  CHECK(world.answers["third"].find("too many") != std::string::npos);
}

TEST_CASE("answers to the dead are dropped") {
  World world;
  auto asker = std::make_unique<base::Lifetime>();
  world.lookups->find("carol", {.service = "lmtp"}, asker->watch(),
                      [](authclient::UserOutcome) { FAIL("nobody is there"); });
  asker.reset();
  world.ask("bob");
  REQUIRE(world.wait(1));
}

TEST_CASE("whoever is answered may destroy the lookups") {
  World world;
  world.lookups->find("a", {.service = "lmtp"}, world.owner.watch(),
                      [&](authclient::UserOutcome) { world.lookups.reset(); });
  world.ask("b");
  REQUIRE(test::run_until(world.loop, [&] { return !world.lookups; }));
  world.loop.run_once(false);
  CHECK(world.answers.empty());
}

TEST_CASE("a socket that is none for lookups is an error, not a hang") {
  World world;
  world.server->hello = "VERSION\t1\t2\nMECH\tPLAIN\n";
  world.ask("carol");
  REQUIRE(world.wait(1));
  CHECK(world.answers["carol"].find("none for user lookups") != std::string::npos);
}
