// SPDX-License-Identifier: MIT
#include "libcommon/sql/mariadb.hpp"

#include <algorithm>
#include <thread>

#include "libcommon/sql/failure.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/databases.hpp"

using namespace dovetail;
using sql::Failure;

namespace {

// One MariaDB database, or nothing (said aloud by sql_engines) where there is no server.
std::unique_ptr<test::ScratchDatabase> scratch() {
  const auto engines = test::sql_engines();
  const bool there = std::find(engines.begin(), engines.end(), "mariadb") != engines.end();
  return there ? std::make_unique<test::ScratchDatabase>("mariadb") : nullptr;
}

}  // namespace

TEST_CASE("a server that is not there is unreachable") {
  CHECK(sql::failure_of(sql::open_mariadb({"/nonexistent/socket"}, {}).error()) == Failure::unreachable);
  auto refused = sql::open_mariadb({"127.0.0.1", 1}, {.user = "x", .database = "mail"});
  REQUIRE_FALSE(refused);
  CHECK(sql::failure_of(refused.error()) == Failure::unreachable);
  CHECK(refused.error().kind == base::ErrorKind::temporary);
  CHECK(refused.error().detail.find("mariadb 127.0.0.1:1 mail") != std::string::npos);
}

TEST_CASE("an unknown database is refused") {
  if (const auto one = scratch()) {
    auto cluster = std::get<sql::MariadbCluster>(one->source());
    cluster.options.database = "absent_database";
    auto opened = sql::open_mariadb(cluster.hosts.front(), cluster.options);
    REQUIRE_FALSE(opened);
    CHECK(sql::failure_of(opened.error()) == Failure::refused);
  }
}

TEST_CASE("a connection that the server killed is lost") {
  if (const auto one = scratch()) {
    auto victim = one->open();
    auto id = victim->query("SELECT CONNECTION_ID()");
    REQUIRE(id->step().value());
    const std::string number(id->text(0));
    id->reset();
    auto prepared = victim->prepare("SELECT 1");
    REQUIRE(one->database().execute("KILL " + number));
    auto row = prepared->step();
    REQUIRE_FALSE(row);
    CHECK(sql::failure_of(row.error()) == Failure::lost);
    CHECK_FALSE(victim->is_current());
    CHECK_FALSE(victim->ping());
  }
}

TEST_CASE("a server that says nothing for too long has timed out, and its connection is given up") {
  if (const auto one = scratch()) {
    auto cluster = std::get<sql::MariadbCluster>(one->source());
    cluster.options.read_timeout = std::chrono::seconds(1);
    auto db = *sql::open_mariadb(cluster.hosts.front(), cluster.options);
    auto slow = db->query("SELECT SLEEP(5)");
    REQUIRE_FALSE(slow);
    CHECK(sql::failure_of(slow.error()) == Failure::timed_out);
    CHECK_FALSE(db->is_current());
  }
}

TEST_CASE("several results of a CALL are read one after the other, or dropped") {
  if (const auto one = scratch()) {
    auto& db = one->database();
    REQUIRE(db.execute("CREATE PROCEDURE two() BEGIN SELECT 1 AS a; SELECT 2 AS b, 3 AS c; END"));
    for (const bool text : {true, false}) {
      CAPTURE(text);
      {
        auto call = text ? db.query("CALL two()") : db.prepare("CALL two()");
        REQUIRE(call);
        REQUIRE(call->step().value());
        CHECK(call->text(0) == "1");
        CHECK_FALSE(call->step().value());
        REQUIRE(call->next_result().value());
        REQUIRE(call->step().value());
        CHECK(call->columns() == 2);
        CHECK(call->text(1) == "3");
        REQUIRE(call->next_result().value());  // the status of the CALL itself
        CHECK(call->columns() == 0);
        CHECK_FALSE(call->step().value());
        CHECK_FALSE(call->next_result().value());
      }
      {
        auto dropped = text ? db.query("CALL two()") : db.prepare("CALL two()");
        static_cast<void>(dropped->step());
      }
      CHECK(db.execute("DO 1"));
      CHECK(db.is_current());
    }
  }
}

TEST_CASE("several statements in one text are refused") {
  if (const auto one = scratch()) {
    auto result = one->database().query("SELECT 1; SELECT 2");
    REQUIRE_FALSE(result);
    CHECK(sql::failure_of(result.error()) == Failure::query);
  }
}

TEST_CASE("a server cannot ask for our files") {
  if (const auto one = scratch()) {
    auto& db = one->database();
    REQUIRE(db.execute("CREATE TABLE t (a TEXT)"));
    CHECK_FALSE(db.execute("LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE t"));
  }
}

TEST_CASE("a read-only session cannot write") {
  if (const auto one = scratch()) {
    REQUIRE(one->database().execute("CREATE TABLE t (a INTEGER)"));
    auto cluster = std::get<sql::MariadbCluster>(one->source());
    cluster.options.read_only = true;
    auto db = *sql::open_mariadb(cluster.hosts.front(), cluster.options);
    auto done = db->execute("INSERT INTO t VALUES (1)");
    REQUIRE_FALSE(done);
    CHECK(sql::failure_of(done.error()) == Failure::readonly);
    CHECK(db->prepare("SELECT * FROM t"));
  }
}

TEST_CASE("options may come from a file") {
  if (const auto one = scratch()) {
    const auto cluster = std::get<sql::MariadbCluster>(one->source());
    test::TemporaryFolder folder;
    const std::string file = folder.write("my.cnf", "[mail]\nuser=root\nsocket=" + cluster.hosts[0].name +
                                                        "\ndatabase=" + cluster.options.database + "\n");
    auto db = sql::open_mariadb({}, {.option_file = file, .option_group = "mail"});
    REQUIRE(db);
    auto name = (*db)->query("SELECT DATABASE()");
    REQUIRE(name->step().value());
    CHECK(name->text(0) == cluster.options.database);
  }
}

TEST_CASE("the text and the prepared form print values alike") {
  if (const auto one = scratch()) {
    auto& db = one->database();
    const std::string query =
        "SELECT CAST(1.50 AS DECIMAL(5,2)), CAST('2024-02-29 01:02:03' AS DATETIME), CAST('2024-02-29' AS "
        "DATE), "
        "TRUE, -7, 18446744073709551615, 0.5e0, CAST('12:00:01' AS TIME), X'00FF', CAST(2 AS UNSIGNED)";
    auto text = db.query(query);
    REQUIRE(text->step().value());
    auto prepared = db.prepare(query);
    REQUIRE(prepared->step().value());
    for (int i = 0; i < text->columns(); ++i) {
      CAPTURE(i);
      CHECK(text->text(i) == prepared->text(i));
      CHECK(text->integer(i) == prepared->integer(i));
    }
  }
}

TEST_CASE("every worker thread has a connection of its own") {
  if (const auto one = scratch()) {
    REQUIRE(one->database().execute("CREATE TABLE t (a INTEGER)"));
    std::vector<std::thread> workers;
    for (int worker = 0; worker < 4; ++worker) {
      workers.emplace_back([&one, worker] {
        auto db = one->open();
        for (int i = 0; i < 50; ++i) {
          db->prepare("INSERT INTO t VALUES (?)")->bind_all(worker * 1000 + i).execute().value();
        }
      });
    }
    for (auto& worker : workers) {
      worker.join();
    }
    auto count = one->database().prepare("SELECT COUNT(*) FROM t");
    REQUIRE(count->step().value());
    CHECK(count->integer(0) == 200);
  }
}
