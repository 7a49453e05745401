// SPDX-License-Identifier: MIT
// Statement::start() and go_on(): statements that run beside an event loop.
#include <poll.h>

#include <algorithm>
#include <memory>

#include "libcommon/sql/failure.hpp"
#include "libcommon/sql/mariadb.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/databases.hpp"

using namespace dovetail;
using sql::Failure;

namespace {

// One connection that was opened for it, or nothing (said aloud) where there is no server.
std::unique_ptr<sql::Database> asynchronous(const std::unique_ptr<test::ScratchDatabase>& scratch,
                                            std::chrono::seconds read_timeout = std::chrono::seconds(10)) {
  if (!scratch) return nullptr;
  auto cluster = std::get<sql::MariadbCluster>(scratch->source());
  cluster.options.asynchronous = true;
  cluster.options.read_timeout = read_timeout;
  auto opened = sql::open_mariadb(cluster.hosts.front(), cluster.options);
  REQUIRE(opened);
  return *std::move(opened);
}
std::unique_ptr<test::ScratchDatabase> scratch() {
  const auto engines = test::sql_engines();
  const bool there = std::find(engines.begin(), engines.end(), "mariadb") != engines.end();
  return there ? std::make_unique<test::ScratchDatabase>("mariadb") : nullptr;
}

// To its end, as a loop would do it; the number of times it had to wait.
int run(sql::Statement& statement) {
  int waits = 0;
  for (auto wait = statement.start(); wait; wait = statement.go_on()) {
    pollfd socket{wait->fd, static_cast<short>(wait->write ? POLLOUT : POLLIN), 0};
    REQUIRE(::poll(&socket, 1, 10'000) == 1);
    ++waits;
  }
  return waits;
}

}  // namespace

TEST_CASE("a statement is ready to start once it was prepared, and while nobody uses it") {
  const auto one = scratch();
  if (const auto database = asynchronous(one)) {
    const char* query = "SELECT ?";
    CHECK_FALSE(database->ready_to_start(query));
    {
      auto first = database->prepare(query);
      REQUIRE(first);
      CHECK_FALSE(database->ready_to_start(query));
    }
    CHECK(database->ready_to_start(query));
    CHECK_FALSE(one->open()->ready_to_start(query));
  }
}

TEST_CASE("a started statement gives the same rows as a stepped one, again and again") {
  const auto one = scratch();
  if (const auto database = asynchronous(one)) {
    REQUIRE(database->execute("CREATE TABLE t (k varchar(20), v varchar(2000))"));
    REQUIRE(database->execute(
        "INSERT INTO t VALUES ('a', '1'), ('a', NULL), ('a', REPEAT('x', 1500)), ('b', '2')"));
    for (int round = 0; round < 3; ++round) {
      auto statement = database->prepare("SELECT v FROM t WHERE k = ? ORDER BY v");
      statement->bind(1, "a");
      run(*statement);
      REQUIRE(statement->step().value());
      CHECK(statement->is_null(0));
      REQUIRE(statement->step().value());
      CHECK(statement->text(0) == "1");
      REQUIRE(statement->step().value());
      CHECK(statement->text(0).size() == 1500);
      CHECK_FALSE(statement->step().value());
    }
    auto none = database->prepare("SELECT v FROM t WHERE k = ?");
    none->bind(1, "nobody");
    run(*none);
    CHECK_FALSE(none->step().value());
  }
}

TEST_CASE("a slow statement waits for its socket") {
  const auto one = scratch();
  if (const auto database = asynchronous(one)) {
    auto statement = database->prepare("SELECT SLEEP(0.1)");
    CHECK(run(*statement) >= 1);
    CHECK(statement->step().value());
  }
}

TEST_CASE("a started statement without a result set is done with it") {
  const auto one = scratch();
  if (const auto database = asynchronous(one)) {
    REQUIRE(database->execute("CREATE TABLE t (k integer)"));
    auto statement = database->prepare("INSERT INTO t VALUES (?), (?)");
    statement->bind_all(1, 2);
    run(*statement);
    CHECK_FALSE(statement->step().value());
    CHECK(database->changes() == 2);
  }
}

TEST_CASE("a started statement fails as a stepped one does") {
  const auto one = scratch();
  if (const auto database = asynchronous(one)) {
    REQUIRE(database->execute("CREATE TABLE t (k integer)"));
    { REQUIRE(database->prepare("SELECT k FROM t")); }
    REQUIRE(database->execute("DROP TABLE t"));
    auto statement = database->prepare("SELECT k FROM t");
    REQUIRE(statement);
    run(*statement);
    const auto row = statement->step();
    REQUIRE_FALSE(row);
    CHECK(sql::failure_of(row.error()) == Failure::query);
    auto next = database->prepare("SELECT 1");
    run(*next);
    CHECK(next->step().value());
  }
}

TEST_CASE("giving up on a started statement loses the connection, not the program") {
  const auto one = scratch();
  if (const auto database = asynchronous(one)) {
    auto statement = database->prepare("SELECT SLEEP(5)");
    auto wait = statement->start();
    REQUIRE(wait);
    while (wait)
      wait = statement->go_on(true);
    const auto row = statement->step();
    REQUIRE_FALSE(row);
    CHECK(row.error().kind == base::ErrorKind::temporary);
    CHECK_FALSE(database->ready_to_start("SELECT SLEEP(5)"));
  }
}

TEST_CASE("a statement may end while it runs") {
  const auto one = scratch();
  if (const auto database = asynchronous(one)) {
    auto statement = database->prepare("SELECT SLEEP(5)");
    CHECK(statement->start());
  }
}

TEST_CASE("a connection that the server kills under a started statement is lost") {
  const auto one = scratch();
  if (const auto database = asynchronous(one)) {
    auto id = database->query("SELECT CONNECTION_ID()");
    REQUIRE(id->step().value());
    const std::string number(id->text(0));
    id->reset();
    auto statement = database->prepare("SELECT SLEEP(5)");
    auto wait = statement->start();
    REQUIRE(wait);
    REQUIRE(one->open()->execute("KILL " + number));
    while (wait) {
      pollfd socket{wait->fd, POLLIN, 0};
      REQUIRE(::poll(&socket, 1, 10'000) == 1);
      wait = statement->go_on();
    }
    const auto row = statement->step();
    REQUIRE_FALSE(row);
    CHECK(sql::failure_of(row.error()) == Failure::lost);
    CHECK_FALSE(database->is_current());
  }
}

TEST_CASE("where a statement cannot be started it still steps") {
  const auto one = scratch();
  if (one) {
    const auto plain = one->open();
    auto statement = plain->prepare("SELECT ?");
    statement->bind(1, "x");
    CHECK_FALSE(statement->start());
    CHECK_FALSE(statement->go_on());
    CHECK(statement->step().value());
    CHECK(statement->text(0) == "x");
  }
}
