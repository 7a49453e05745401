// SPDX-License-Identifier: MIT
#include "daemons/authd/jobs.hpp"

#include "sasl/sql_connect.hpp"
#include "tests/unit/daemons/authd/authd_fixture.hpp"

using namespace dovetail;
using namespace std::chrono_literals;
using sasl::password::Outcome;

namespace {

template <class T>
using Reply = std::variant<T, sasl::Broken>;

sasl::CheckStored check(const std::string& stored) {
  return {*sasl::password::parse_stored(stored, "PLAIN"), "1"};
}

sasl::Subject subject(const std::string& password) {
  sasl::Subject made;
  made.user = "alice";
  made.password = password;
  return made;
}

struct World : test::AuthdWorld {
  using AuthdWorld::AuthdWorld;
  // The outcome, and whether it came before the call returned.
  std::pair<Outcome, bool> verify(const std::string& stored, const std::string& password,
                                  bool remember = true) {
    if (const auto at_once = jobs.compare_now(check(stored), subject(password), remember)) {
      return {*at_once, true};
    }
    std::optional<Reply<Outcome>> reply;
    jobs.run(check(stored), subject(password), "", remember, lifetime.watch(),
             [&](Reply<Outcome> answer) { reply = std::move(answer); });
    CHECK_FALSE(reply);
    REQUIRE(until([&] { return reply.has_value(); }));
    return {std::get<Outcome>(*reply), false};
  }
  // A table `t` with one row in an SQLite file, as database 0.
  void add_sqlite() {
    sasl::SqlSettings settings;
    settings.source = sasl::sqlite_source(folder / "db");
    auto opened = sql::open_sqlite({.path = folder / "db", .access = sql::SqliteOptions::Access::create});
    REQUIRE(opened);
    REQUIRE((*opened)->execute("CREATE TABLE t AS SELECT 'alice' AS user, 'x' AS password"));
    setup->databases.push_back(std::move(settings));
  }
  sasl::AskSql query(const char* text, std::size_t rows = 2) {
    return {0, *sasl::SqlTemplate(text, sql::Dialect::sqlite).bind(sasl::SubjectValues(asked)), rows};
  }
  sasl::Subject asked = subject("x");
  base::Lifetime lifetime;
};

}  // namespace

TEST_CASE("Cheap schemes are compared at once, slow ones by a worker") {
  World world;
  CHECK(world.verify("{PLAIN}x", "x") == std::pair(Outcome::match, true));
  CHECK(world.verify("{PLAIN}x", "y") == std::pair(Outcome::mismatch, true));
  CHECK(world.verify(test::kSlowHash, "wrong") == std::pair(Outcome::mismatch, false));
  CHECK(world.verify(test::kSlowHash, "Secret123", false) == std::pair(Outcome::match, false));
}

TEST_CASE("A slow hash that was right once is remembered, a wrong one is not") {
  World world;
  CHECK(world.verify(test::kSlowHash, "Secret123") == std::pair(Outcome::match, false));
  CHECK(world.verify(test::kSlowHash, "Secret123") == std::pair(Outcome::match, true));
  CHECK(world.verify(test::kSlowHash, "wrong") == std::pair(Outcome::mismatch, false));
  CHECK(world.verify(test::kSlowHash, "wrong") == std::pair(Outcome::mismatch, false));
  world.jobs.forget_logins();
  CHECK(world.verify(test::kSlowHash, "Secret123") == std::pair(Outcome::match, false));
}

TEST_CASE("Argon2 that needs more memory than there is runs alone, and all are served") {
  World world({.sql_threads = 1, .hash_threads = 2, .argon2_kib = 100});
  const std::string hash =
      sasl::password::make("ARGON2ID", {"alice", "Secret123"}, sasl::password::Costs{}).value_or("");
  REQUIRE_FALSE(hash.empty());
  int right = 0;
  for (int count = 0; count < 3; ++count) {
    world.jobs.run(
        check(hash), subject("Secret123"), "", false, world.lifetime.watch(),
        [&](Reply<Outcome> answer) { right += std::get<Outcome>(answer) == Outcome::match ? 1 : 0; });
  }
  CHECK(world.jobs.hashing() == 3);  // one at work, two waiting for its memory
  CHECK(world.until([&] { return right == 3; }));
  CHECK(world.jobs.hashing() == 0);
}

TEST_CASE("An answer to somebody who has gone is dropped") {
  World world;
  bool called = false;
  {
    const base::Lifetime shorter;
    world.jobs.run(check(test::kSlowHash), subject("Secret123"), "", true, shorter.watch(),
                   [&](Reply<Outcome>) { called = true; });
  }
  CHECK(world.until([&] { return world.jobs.at_rest(); }));
  CHECK_FALSE(called);
}

TEST_CASE("Local SQLite is asked on the loop, a list of users by a worker") {
  World world;
  world.add_sqlite();
  std::optional<Reply<sasl::SqlReply>> reply;
  const auto keep = [&](Reply<sasl::SqlReply> answer) { reply = std::move(answer); };
  world.jobs.run(world.setup, world.query("SELECT password FROM t WHERE user = '%u'"), "",
                 world.lifetime.watch(), keep);
  REQUIRE(reply);
  CHECK(std::get<sasl::SqlReply>(*reply)->rows.at(0).at(0) == "x");
  reply.reset();
  world.jobs.run(world.setup, world.query("SELECT user FROM t", 1000), "", world.lifetime.watch(), keep);
  CHECK_FALSE(reply);
  REQUIRE(world.until([&] { return reply.has_value(); }));
  CHECK(std::get<sasl::SqlReply>(*reply)->rows.size() == 1);
}

TEST_CASE("A file that somebody else has locked is left to a worker") {
  World world;
  world.add_sqlite();
  auto other = sql::open_sqlite({.path = world.folder / "db", .access = sql::SqliteOptions::Access::write});
  REQUIRE((*other)->execute("BEGIN EXCLUSIVE"));
  std::optional<Reply<sasl::SqlReply>> reply;
  world.jobs.run(world.setup, world.query("SELECT password FROM t"), "", world.lifetime.watch(),
                 [&](Reply<sasl::SqlReply> answer) { reply = std::move(answer); });
  CHECK_FALSE(reply);
  REQUIRE((*other)->execute("COMMIT"));
  REQUIRE(world.until([&] { return reply.has_value(); }));
  CHECK(std::get<sasl::SqlReply>(*reply)->rows.size() == 1);
}

TEST_CASE("A query that takes long is left to a worker, and so are the next ones") {
  World world({.lookup_time = 60s});
  world.add_sqlite();
  std::vector<std::string> replies;
  const auto ask = [&](const char* text) {
    world.jobs.run(world.setup, world.query(text), "", world.lifetime.watch(), [&](Reply<sasl::SqlReply> answer) {
      const auto* rows = std::get_if<sasl::SqlReply>(&answer);
      replies.push_back(rows != nullptr && *rows ? (*rows)->rows.at(0).at(0).value_or("") : "failed");
    });
  };
  ask("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 1000000) SELECT count(*) FROM n");
  ask("SELECT password FROM t");
  CHECK(replies.empty());
  REQUIRE(world.until([&] { return replies.size() == 2; }));
  std::sort(replies.begin(), replies.end());
  CHECK(replies == std::vector<std::string>{"1000000", "x"});
}

TEST_CASE("A statement for later does not hold the end of the daemon up") {
  World world;
  world.add_sqlite();
  auto other = sql::open_sqlite({.path = world.folder / "db", .access = sql::SqliteOptions::Access::write});
  REQUIRE((*other)->execute("BEGIN EXCLUSIVE"));
  for (int count = 0; count < 100; ++count) {
    CHECK(world.jobs.run_later(world.setup, 0, world.query("UPDATE t SET password = 'y'").query, [](auto) {}));
  }
  world.jobs.shut_down();
  CHECK(world.until([&] { return world.jobs.at_rest(); }));  // not one second for each
  CHECK(world.jobs.run_later(world.setup, 0, world.query("UPDATE t SET password = 'y'").query, [](auto) {}));
  CHECK(world.jobs.at_rest());
}

TEST_CASE("Threads are enough for the connections of all databases") {
  sasl::Setup setup{sasl::Settings{}};
  CHECK(authd::sql_threads_for(setup) == 4);
  setup.databases.resize(2);
  setup.databases[0].most_connections = 20;
  setup.databases[1].most_connections = 3;
  CHECK(authd::sql_threads_for(setup) == 27);
  setup.databases[1].most_connections = 1000;
  CHECK(authd::sql_threads_for(setup) == 32);
}

TEST_CASE("Statements for later tell of their failure alone") {
  World world;
  world.add_sqlite();
  std::string told;
  const auto tell = [&](const base::Error& why) { told += why.detail + "\n"; };
  CHECK(world.jobs.run_later(world.setup, 0, world.query("UPDATE t SET password = 'y'").query, tell));
  CHECK(world.jobs.run_later(world.setup, 0, world.query("UPDATE nowhere SET password = 'y'").query, tell));
  CHECK(world.until([&] { return told.find("nowhere") != std::string::npos; }));
  CHECK(std::count(told.begin(), told.end(), '\n') == 1);
  CHECK(world.until([&] { return world.jobs.at_rest(); }));
}
