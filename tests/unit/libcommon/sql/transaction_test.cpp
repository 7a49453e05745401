// SPDX-License-Identifier: MIT
#include "libcommon/sql/database.hpp"

#include "libcommon/sql/failure.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/databases.hpp"

using namespace dovetail;
using sql::Transaction;

namespace {

std::int64_t rows(sql::Database& db) {
  auto count = db.prepare("SELECT COUNT(*) FROM t");
  REQUIRE(count->step().value());
  return count->integer(0);
}

}  // namespace

TEST_CASE("what is not committed is undone") {
  for (const auto& engine : test::sql_engines()) {
    DYNAMIC_SECTION(engine) {
      test::ScratchDatabase scratch(engine);
      auto& db = scratch.database();
      REQUIRE(db.execute("CREATE TABLE t (a INTEGER PRIMARY KEY)"));
      {
        auto transaction = Transaction::begin(db);
        REQUIRE(transaction);
        REQUIRE(db.execute("INSERT INTO t VALUES (1)"));
        CHECK(rows(db) == 1);
      }
      CHECK(rows(db) == 0);
      auto transaction = Transaction::begin(db);
      REQUIRE(db.execute("INSERT INTO t VALUES (2)"));
      REQUIRE(transaction->commit());
      CHECK(rows(db) == 1);
      auto reading = Transaction::begin(db, sql::Begin::deferred);
      CHECK(rows(db) == 1);
      CHECK(reading->commit());
    }
  }
}

TEST_CASE("others see a transaction as a whole, after its commit") {
  for (const auto& engine : test::sql_engines()) {
    DYNAMIC_SECTION(engine) {
      test::ScratchDatabase scratch(engine);
      if (!scratch.shared()) {
        return;
      }
      auto& db = scratch.database();
      REQUIRE(db.execute("CREATE TABLE t (a INTEGER PRIMARY KEY)"));
      auto other = scratch.open();
      auto transaction = Transaction::begin(db);
      REQUIRE(db.execute("INSERT INTO t VALUES (1)"));
      REQUIRE(db.execute("INSERT INTO t VALUES (2)"));
      CHECK(rows(*other) == 0);
      REQUIRE(transaction->commit());
      CHECK(rows(*other) == 2);
    }
  }
}

TEST_CASE("a lock that others hold is reported as busy") {
  for (const auto& engine : test::sql_engines()) {
    DYNAMIC_SECTION(engine) {
      test::ScratchDatabase scratch(engine);
      if (!scratch.shared()) {
        return;
      }
      auto& db = scratch.database();
      REQUIRE(db.execute("CREATE TABLE t (a INTEGER PRIMARY KEY)"));
      REQUIRE(db.execute("INSERT INTO t VALUES (1)"));
      auto other = scratch.open();
      const bool sqlite = db.dialect() == sql::Dialect::sqlite;
      REQUIRE(other->execute(sqlite ? "PRAGMA busy_timeout=20" : "SET SESSION innodb_lock_wait_timeout=1"));
      auto transaction = Transaction::begin(db);
      REQUIRE(db.execute("UPDATE t SET a = 5"));
      auto blocked = other->execute("UPDATE t SET a = 6");
      REQUIRE_FALSE(blocked);
      CHECK(sql::failure_of(blocked.error()) == sql::Failure::busy);
      CHECK(other->is_current());
      REQUIRE(transaction->commit());
      CHECK(other->execute("UPDATE t SET a = 6"));
    }
  }
}
