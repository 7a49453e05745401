// SPDX-License-Identifier: MIT
#include "libcommon/sql/statement.hpp"

#include "libcommon/sql/failure.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/databases.hpp"

using namespace dovetail;
using sql::Failure;

namespace {

void make_table(sql::Database& db) {
  REQUIRE(db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR(100), data BLOB)"));
}

void add(sql::Database& db, std::int64_t id, std::optional<std::string_view> name) {
  auto insert = db.prepare("INSERT INTO t (id, name) VALUES (?, ?)");
  REQUIRE(insert);
  REQUIRE(insert->bind_all(id, name).execute());
}

}  // namespace

TEST_CASE("values go in by parameters and come out by columns") {
  for (const auto& engine : test::sql_engines()) {
    DYNAMIC_SECTION(engine) {
      test::ScratchDatabase scratch(engine);
      auto& db = scratch.database();
      make_table(db);
      const std::string bytes("\0\xff'\\\"", 5);
      auto insert = db.prepare("INSERT INTO t VALUES (?, ?, ?)");
      REQUIRE(insert->bind(1, std::int64_t{-5'000'000'000 / 1000})
                  .bind(2, "a'b\\c \xC3\xA4 ?")
                  .bind_blob(3, bytes)
                  .execute());
      CHECK(db.changes() == 1);
      auto select = db.prepare("SELECT id, name, data AS payload, NULL, 12.5 FROM t WHERE name = ?");
      REQUIRE(select->bind(1, "a'b\\c \xC3\xA4 ?").step().value());
      CHECK(select->columns() == 5);
      CHECK(select->name(2) == "payload");
      CHECK(select->integer(0) == -5'000'000);
      CHECK(select->text(0) == "-5000000");
      CHECK(select->text(1) == "a'b\\c \xC3\xA4 ?");
      CHECK(select->text(2) == bytes);
      CHECK(select->is_null(3));
      CHECK(select->text(3).empty());
      CHECK(select->integer(3) == 0);
      CHECK_FALSE(select->optional_text(3));
      CHECK(select->optional_text(1));
      CHECK(select->text(4) == "12.5");
      CHECK(select->integer(4) == 12);
      CHECK_FALSE(select->step().value());
      CHECK_FALSE(select->step().value());  // and it stays at its end
    }
  }
}

TEST_CASE("parameters that are not bound are NULL, and reset forgets them") {
  for (const auto& engine : test::sql_engines()) {
    DYNAMIC_SECTION(engine) {
      test::ScratchDatabase scratch(engine);
      auto& db = scratch.database();
      make_table(db);
      add(db, 1, "x");
      add(db, 2, std::nullopt);
      auto count = db.prepare("SELECT COUNT(*) FROM t WHERE name = ? OR (? IS NULL AND name IS NULL)");
      REQUIRE(count->bind(1, "x").bind(2, "x").step().value());
      CHECK(count->integer(0) == 1);
      count->reset();
      REQUIRE(count->step().value());
      CHECK(count->integer(0) == 1);  // the NULL row
    }
  }
}

TEST_CASE("a statement is used again and again, rows of many lengths fit") {
  for (const auto& engine : test::sql_engines()) {
    DYNAMIC_SECTION(engine) {
      test::ScratchDatabase scratch(engine);
      auto& db = scratch.database();
      REQUIRE(db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, body TEXT)"));
      for (int round = 0; round < 2; ++round) {
        for (const std::size_t size : {0U, 10U, 255U, 256U, 257U, 60'000U}) {
          auto insert = db.prepare("REPLACE INTO t VALUES (?, ?)");
          REQUIRE(insert->bind_all(size, std::string(size, 'x')).execute());
        }
        auto select = db.prepare("SELECT id, body FROM t ORDER BY id");
        std::size_t rows = 0;
        while (select->step().value()) {
          CHECK(select->text(1).size() == static_cast<std::size_t>(select->integer(0)));
          ++rows;
        }
        CHECK(rows == 6);
      }
    }
  }
}

TEST_CASE("two statements of one connection can be open at once") {
  for (const auto& engine : test::sql_engines()) {
    DYNAMIC_SECTION(engine) {
      test::ScratchDatabase scratch(engine);
      auto& db = scratch.database();
      make_table(db);
      for (int i = 1; i <= 3; ++i) {
        add(db, i, "n");
      }
      auto outer = db.prepare("SELECT id FROM t ORDER BY id");
      int seen = 0;
      while (outer->step().value()) {
        auto inner = db.prepare("SELECT id FROM t ORDER BY id");  // the same text, while it is in use
        REQUIRE(inner->step().value());
        CHECK(inner->integer(0) == 1);
        ++seen;
      }
      CHECK(seen == 3);
    }
  }
}

TEST_CASE("our own mistakes with parameters are misuse, and pass with the next reset") {
  for (const auto& engine : test::sql_engines()) {
    DYNAMIC_SECTION(engine) {
      test::ScratchDatabase scratch(engine);
      auto statement = scratch.database().prepare("SELECT ?");
      statement->bind(2, "x");
      auto row = statement->step();
      REQUIRE_FALSE(row);
      CHECK(sql::failure_of(row.error()) == Failure::misuse);
      CHECK(row.error().kind == base::ErrorKind::internal);
      statement->reset();
      CHECK(statement->bind(1, "x").step().value());
      statement->bind(0, "x");
      statement->reset();
      CHECK(statement->bind_null(1).step().value());
      CHECK(statement->is_null(0));
    }
  }
}

TEST_CASE("a failing step is an error of its kind and the statement works on") {
  for (const auto& engine : test::sql_engines()) {
    DYNAMIC_SECTION(engine) {
      test::ScratchDatabase scratch(engine);
      auto& db = scratch.database();
      make_table(db);
      add(db, 1, "x");
      auto insert = db.prepare("INSERT INTO t (id) VALUES (?)");
      auto done = insert->bind_all(1).execute();
      REQUIRE_FALSE(done);
      CHECK(sql::failure_of(done.error()) == Failure::constraint);
      CHECK(done.error().kind == base::ErrorKind::temporary);
      CHECK(insert->bind_all(2).execute());
    }
  }
}
