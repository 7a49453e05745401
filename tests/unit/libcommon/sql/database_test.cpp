// SPDX-License-Identifier: MIT
#include "libcommon/sql/database.hpp"

#include "libcommon/sql/failure.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/databases.hpp"

using namespace dovetail;
using sql::Failure;

TEST_CASE("wrong queries are permanent and say what is wrong") {
  for (const auto& engine : test::sql_engines()) {
    DYNAMIC_SECTION(engine) {
      test::ScratchDatabase scratch(engine);
      auto& db = scratch.database();
      for (const char* query : {"SELEC 1", "SELECT x FROM absent", "SELECT nowhere", ""}) {
        CAPTURE(query);
        auto prepared = db.prepare(query);
        REQUIRE_FALSE(prepared);
        CHECK(sql::failure_of(prepared.error()) == Failure::query);
        CHECK(prepared.error().kind == base::ErrorKind::permanent);
        auto text = db.query(query);
        REQUIRE_FALSE(text);
        CHECK(sql::failure_of(text.error()) == Failure::query);
        CHECK(text.error().detail.size() > 20);
      }
      CHECK_FALSE(db.execute("DROP TABLE absent"));
      CHECK(db.is_current());  // none of this breaks the connection
      CHECK(db.ping());
    }
  }
}

TEST_CASE("a text query with escaped values finds what binding finds") {
  for (const auto& engine : test::sql_engines()) {
    DYNAMIC_SECTION(engine) {
      test::ScratchDatabase scratch(engine);
      auto& db = scratch.database();
      REQUIRE(db.execute("CREATE TABLE t (name VARCHAR(100))"));
      for (const std::string name :
           {"o'brien", "back\\slash", "\\' OR 1=1 -- ", "'' OR ''='", "\"q\"", "\xC3\xA4", "%_"}) {
        CAPTURE(name);
        REQUIRE(db.prepare("INSERT INTO t VALUES (?)")->bind(1, name).execute());
        auto found = db.query("SELECT name FROM t WHERE name = '" + db.escape(name) + "'");
        REQUIRE(found);
        REQUIRE(found->step().value());
        CHECK(found->text(0) == name);
        CHECK(found->name(0) == "name");
        CHECK(found->columns() == 1);
        CHECK_FALSE(found->is_null(0));
        CHECK_FALSE(found->step().value());
        CHECK_FALSE(found->next_result().value());
      }
    }
  }
}

TEST_CASE("changes counts matched rows, last_insert_id follows") {
  for (const auto& engine : test::sql_engines()) {
    DYNAMIC_SECTION(engine) {
      test::ScratchDatabase scratch(engine);
      auto& db = scratch.database();
      const bool sqlite = db.dialect() == sql::Dialect::sqlite;
      REQUIRE(db.execute(std::string("CREATE TABLE t (id INTEGER PRIMARY KEY ") +
                         (sqlite ? "" : "AUTO_INCREMENT") + ", v INTEGER)"));
      REQUIRE(db.execute("INSERT INTO t (v) VALUES (1), (1), (2)"));
      CHECK(db.changes() == 3);
      REQUIRE(db.prepare("INSERT INTO t (id, v) VALUES (?, 9)")->bind_all(77).execute());
      CHECK(db.last_insert_id() == 77);
      REQUIRE(db.prepare("UPDATE t SET v = 1 WHERE v = ?")->bind_all(1).execute());
      CHECK(db.changes() == 2);  // also those that had the value before
      REQUIRE(db.execute("DELETE FROM t"));
      CHECK(db.changes() == 4);
    }
  }
}

TEST_CASE("a NUL byte cannot hide the rest of a query") {
  for (const auto& engine : test::sql_engines()) {
    DYNAMIC_SECTION(engine) {
      test::ScratchDatabase scratch(engine);
      const std::string_view query("SELECT 1\0; DROP TABLE t", 23);
      CHECK_FALSE(scratch.database().prepare(query));
      CHECK_FALSE(scratch.database().query(query));
    }
  }
}

TEST_CASE("the schema may change under a prepared statement") {
  for (const auto& engine : test::sql_engines()) {
    DYNAMIC_SECTION(engine) {
      test::ScratchDatabase scratch(engine);
      auto& db = scratch.database();
      REQUIRE(db.execute("CREATE TABLE t (a INTEGER)"));
      REQUIRE(db.execute("INSERT INTO t VALUES (1)"));
      REQUIRE(db.prepare("SELECT * FROM t")->execute());
      REQUIRE(db.execute("ALTER TABLE t ADD COLUMN b VARCHAR(10) DEFAULT 'new'"));
      auto select = db.prepare("SELECT * FROM t");
      REQUIRE(select->step().value());
      CHECK(select->columns() == 2);
      CHECK(select->text(1) == "new");
    }
  }
}
