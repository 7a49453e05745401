// SPDX-License-Identifier: MIT
#include "libcommon/sql/connection.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "tests/support/catch.hpp"
#include "tests/support/databases.hpp"
#include "tests/support/fake_clock.hpp"

using namespace dovetail;
using namespace std::chrono_literals;

namespace {

base::Result<std::int64_t> one_plus(sql::Database& db, int number) {
  auto statement = db.prepare("SELECT 1 + ?");
  if (!statement) {
    return base::Unexpected(std::move(statement).error());
  }
  auto row = statement->bind_all(number).step();
  return row ? base::Result<std::int64_t>(statement->integer(0)) : base::Unexpected(std::move(row).error());
}

std::int64_t id_of(sql::Connection& connection) {
  return *connection.run([](sql::Database& db) -> base::Result<std::int64_t> {
    auto id = db.query("SELECT CONNECTION_ID()");
    if (!id) {
      return base::Unexpected(std::move(id).error());
    }
    REQUIRE(id->step().value());
    return id->integer(0);
  });
}

bool have_mariadb() {
  const auto engines = test::sql_engines();
  return std::find(engines.begin(), engines.end(), "mariadb") != engines.end();
}

}  // namespace

TEST_CASE("work runs on a connection opened at first use") {
  for (const auto& engine : test::sql_engines()) {
    DYNAMIC_SECTION(engine) {
      test::ScratchDatabase scratch(engine);
      test::FakeClock clock;
      sql::Connection connection(scratch.source(), clock);
      CHECK(connection.run([](sql::Database& db) { return one_plus(db, 4); }).value() == 5);
      sql::Database* first = connection.get().value();
      CHECK(connection.get().value() == first);
      clock.advance(2min);  // idle: asked first whether it still answers
      CHECK(connection.get().value() == first);
    }
  }
}

TEST_CASE("a SQLite file that was replaced is opened anew") {
  test::TemporaryFolder folder;
  test::FakeClock clock;
  for (const char* name : {"a", "b"}) {
    auto db = *sql::open_sqlite({.path = folder / name});
    REQUIRE(db->execute("CREATE TABLE t (v)"));
    REQUIRE(db->prepare("INSERT INTO t VALUES (?)")->bind(1, name).execute());
  }
  sql::Connection connection(sql::SqliteOptions{.path = folder / "a"}, clock);
  const auto read = [](sql::Database& db) -> base::Result<std::string> {
    auto select = db.prepare("SELECT v FROM t");
    REQUIRE(select->step().value());
    return std::string(select->text(0));
  };
  CHECK(connection.run(read).value() == "a");
  REQUIRE(std::rename((folder / "b").c_str(), (folder / "a").c_str()) == 0);
  CHECK(connection.run(read).value() == "b");
}

TEST_CASE("lost work is done once more on a new connection, and only once") {
  if (!have_mariadb()) {
    return;
  }
  test::ScratchDatabase scratch("mariadb");
  test::FakeClock clock;
  sql::Connection connection(scratch.source(), clock);
  const auto before = id_of(connection);
  REQUIRE(scratch.database().execute("KILL " + std::to_string(before)));
  CHECK(id_of(connection) != before);  // succeeded without the caller noticing
  int calls = 0;
  auto failed = connection.run([&](sql::Database&) -> base::Result<int> {
    ++calls;
    return base::Unexpected(sql::make_error(sql::Failure::lost, "always"));
  });
  CHECK_FALSE(failed);
  CHECK(calls == 2);
  calls = 0;
  CHECK_FALSE(connection.run([&](sql::Database&) -> base::Result<int> {
    ++calls;
    return base::Unexpected(sql::make_error(sql::Failure::query, "wrong"));
  }));
  CHECK(calls == 1);
}

TEST_CASE("a host that does not answer is left out, longer each time") {
  if (!have_mariadb()) {
    return;
  }
  test::ScratchDatabase scratch("mariadb");
  test::TemporaryFolder folder;
  auto cluster = std::get<sql::MariadbCluster>(scratch.source());
  const std::string server = std::exchange(cluster.hosts[0].name, folder / "socket");
  test::FakeClock clock;
  sql::Connection connection(cluster, clock);
  CHECK_FALSE(connection.get());  // out for half a second
  clock.advance(500ms);
  CHECK_FALSE(connection.get());  // out for a second
  REQUIRE(::symlink(server.c_str(), (folder / "socket").c_str()) == 0);
  clock.advance(999ms);
  auto early = connection.get();
  REQUIRE_FALSE(early);  // the server is back, but the pause is not over: the old reason again, at once
  CHECK(early.error().detail.find(folder / "socket") != std::string::npos);
  clock.advance(1ms);
  CHECK(connection.get());
}

TEST_CASE("the only host is found within the probe time after an outage of any length") {
  test::TemporaryFolder folder;
  test::FakeClock clock;
  sql::MariadbCluster cluster;
  cluster.hosts = {{folder / "server", 0}};
  cluster.probe = 2s;
  sql::Connection connection(cluster, clock);
  for (int second = 0; second < 600; ++second) {
    CHECK_FALSE(connection.get());
    clock.advance(1s);
  }
  const auto text = [&] { return connection.get().error().detail; };
  const std::string before = text();
  folder.write("server", "");  // something is there now, which is another error
  clock.advance(2s);
  CHECK(text() != before);
}

TEST_CASE("the next host takes over and the first one comes back") {
  if (!have_mariadb()) {
    return;
  }
  test::ScratchDatabase scratch("mariadb");
  auto cluster = std::get<sql::MariadbCluster>(scratch.source());
  cluster.hosts.insert(cluster.hosts.begin(), {"/nonexistent/socket"});
  test::FakeClock clock;
  for (const std::size_t number : {0U, 1U, 7U}) {
    sql::Connection connection(cluster, clock, number);
    CHECK(connection.run([](sql::Database& db) { return one_plus(db, 1); }).value() == 2);
  }
  // A member of a cluster that is up but cannot work is passed over as well.
  sql::Connection connection(scratch.source(), clock);
  int calls = 0;
  auto refused = connection.run([&](sql::Database&) -> base::Result<int> {
    ++calls;
    return base::Unexpected(sql::make_error(sql::Failure::unreachable, "not ready"));
  });
  CHECK_FALSE(refused);
  CHECK(calls == 1);  // its only host is out for half a second
  clock.advance(600ms);
  CHECK(connection.get());
}

TEST_CASE("unix sockets come before addresses") {
  if (!have_mariadb()) {
    return;
  }
  test::ScratchDatabase scratch("mariadb");
  auto cluster = std::get<sql::MariadbCluster>(scratch.source());
  cluster.hosts.insert(cluster.hosts.begin(), {"192.0.2.1", 3306});  // would hang
  test::FakeClock clock;
  sql::Connection connection(cluster, clock);
  CHECK(connection.get());
}

namespace {

// Whatever is done takes its time.
class SlowClock final : public base::Clock {
 public:
  base::WallTime wall() const override { return {}; }
  base::MonoTime mono() const override { return now_ += 300ms; }

 private:
  mutable base::MonoTime now_{};
};

}  // namespace

TEST_CASE("a host that keeps us waiting is not probed before its time") {
  test::TemporaryFolder folder;
  const SlowClock clock;
  sql::MariadbCluster cluster;
  cluster.hosts = {{folder / "server", 0}};
  cluster.first_retry = cluster.last_retry = 60s;
  cluster.probe = 1s;
  sql::Connection connection(cluster, clock);
  const std::string before = connection.get().error().detail;
  folder.write("server", "");  // something is there now, which is another error
  for (int count = 0; count < 20; ++count) {
    CHECK(connection.get().error().detail == before);
  }
  CHECK(clock.mono() > base::MonoTime{} + 10s);
}

TEST_CASE("connections that share their hosts' states try a dead host once for all") {
  test::FakeClock clock;
  sql::MariadbCluster cluster;
  cluster.hosts = {{"/nonexistent/socket"}};
  const auto hosts = std::make_shared<sql::HostStates>(cluster);
  sql::Connection first(cluster, clock, 0, hosts);
  sql::Connection second(cluster, clock, 1, hosts);
  REQUIRE_FALSE(first.get());
  CHECK_FALSE(hosts->take(0, clock.mono()));
  const auto refused = second.get();
  REQUIRE_FALSE(refused);
  CHECK(sql::failure_of(refused.error()) == sql::Failure::unreachable);
}
