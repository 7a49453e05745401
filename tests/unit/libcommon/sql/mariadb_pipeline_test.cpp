// SPDX-License-Identifier: MIT
// Database::pipeline(): the same answers as the library's own executions, several under way at once.
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

std::unique_ptr<test::ScratchDatabase> scratch() {
  const auto engines = test::sql_engines();
  const bool there = std::find(engines.begin(), engines.end(), "mariadb") != engines.end();
  return there ? std::make_unique<test::ScratchDatabase>("mariadb") : nullptr;
}

using Row = std::vector<std::string>;
std::vector<Row> rows_of(sql::Statement& statement) {
  std::vector<Row> rows;
  for (auto row = statement.step(); row && *row; row = statement.step()) {
    Row& values = rows.emplace_back();
    for (int i = 0; i < statement.columns(); ++i)
      values.push_back(statement.is_null(i) ? "NULL" : "'" + std::string(statement.text(i)) + "'");
  }
  return rows;
}

// Waits for the next answer as a loop would.
std::optional<sql::Statement> next(sql::Pipeline& pipeline) {
  for (auto statement = pipeline.next();; statement = pipeline.next()) {
    if (statement) return statement;
    pollfd socket{pipeline.fd(), POLLIN, 0};
    REQUIRE(::poll(&socket, 1, 10'000) == 1);
    if (!pipeline.receive()) return std::nullopt;
  }
}

bool add(sql::Pipeline& pipeline, const char* query, std::vector<std::string_view> values) {
  return pipeline.add(query, values);
}

void prepare(sql::Database& database, const char* query) {
  const auto statement = database.prepare(query);
  REQUIRE(statement);
}

std::vector<Row> rows_by_library(sql::Database& database, const char* query, const char* key) {
  auto statement = database.prepare(query);
  REQUIRE(statement);
  statement->bind(1, key);
  return rows_of(*statement);
}

}  // namespace

TEST_CASE("SQLite has no pipeline") {
  test::ScratchDatabase sqlite("sqlite-memory");
  CHECK(sqlite.database().pipeline() == nullptr);
}

TEST_CASE("only what was prepared and is not in use goes through a pipeline") {
  if (const auto one = scratch()) {
    sql::Pipeline& pipeline = *one->database().pipeline();
    const char* query = "SELECT concat(?, '!')";
    CHECK_FALSE(add(pipeline, query, {"x"}));
    {
      auto in_use = one->database().prepare(query);
      CHECK_FALSE(add(pipeline, query, {"x"}));
    }
    CHECK_FALSE(add(pipeline, query, {"x", "one too many"}));
    CHECK(add(pipeline, query, {"x"}));
    CHECK(pipeline.under_way() == 1);
    CHECK(pipeline.flush().value());
    auto statement = next(pipeline);
    CHECK(rows_of(*statement) == std::vector<Row>{{"'x!'"}});
    CHECK(pipeline.under_way() == 0);
  }
}

TEST_CASE("what gave several results, as a procedure does, goes through no pipeline") {
  if (const auto one = scratch()) {
    REQUIRE(one->database().execute("CREATE PROCEDURE p(k text) BEGIN SELECT k; DO SLEEP(0.01); END"));
    CHECK(rows_by_library(one->database(), "CALL p(?)", "x") == std::vector<Row>{{"'x'"}});
    CHECK_FALSE(add(*one->database().pipeline(), "CALL p(?)", {"x"}));
  }
}

TEST_CASE("a pipeline gives the rows that the library gives") {
  if (const auto one = scratch()) {
    sql::Database& database = one->database();
    REQUIRE(database.execute("CREATE TABLE t (k varchar(20), t tinyint, u tinyint unsigned, s smallint, m mediumint, "
                             "i int, b bigint, ub bigint unsigned, d decimal(10,3), c char(5), x mediumtext, y blob, "
                             "e enum('a','b'))"));
    REQUIRE(database.execute(
        "INSERT INTO t VALUES ('a', -128, 255, -32768, -8388608, -2147483648, -9223372036854775808, "
        "18446744073709551615, -12.5, 'pad', REPEAT('x', 1500), 'it''s', 'b'), ('a', 1, 2, 3, 4, 5, 6, 7, 8.125, '', "
        "'', NULL, NULL), ('b', NULL, 0, 0, 0, 0, 0, 0, 0, 'ü', REPEAT('y', 90000), '', 'a')"));
    const char* query = "SELECT * FROM t WHERE k = ?";
    for (const char* key : {"a", "b", "nobody"}) {
      const auto expected = rows_by_library(database, query, key);
      REQUIRE(add(*database.pipeline(), query, {key}));
      REQUIRE(database.pipeline()->flush());
      auto statement = next(*database.pipeline());
      CHECK(rows_of(*statement) == expected);
      CHECK(statement->columns() == 13);
      CHECK(statement->name(1) == "t");
    }
  }
}

TEST_CASE("many executions are answered in their order, an error among them") {
  if (const auto one = scratch()) {
    sql::Database& database = one->database();
    const char* echo = "SELECT concat('<', ?, '>')";
    const char* bad = "SELECT concat((SELECT 'a' UNION SELECT 'b'), ?)";
    prepare(database, echo);
    prepare(database, bad);
    sql::Pipeline& pipeline = *database.pipeline();
    for (int i = 0; i < 100; ++i)
      REQUIRE(add(pipeline, i == 50 ? bad : echo, {std::to_string(i)}));
    REQUIRE(pipeline.flush().value());
    for (int i = 0; i < 100; ++i) {
      auto statement = next(pipeline);
      REQUIRE(statement);
      if (i == 50) {
        CHECK(sql::failure_of(statement->step().error()) != Failure::lost);
      } else {
        CHECK(rows_of(*statement) == std::vector<Row>{{"'<" + std::to_string(i) + ">'"}});
      }
    }
    CHECK(rows_by_library(database, echo, "x") == std::vector<Row>{{"'<x>'"}});  // the library goes on where we end
  }
}

TEST_CASE("columns that change their kind are noticed, and the library serves them") {
  if (const auto one = scratch()) {
    sql::Database& database = one->database();
    REQUIRE(database.execute("CREATE TABLE t (k varchar(20), v varchar(20))"));
    REQUIRE(database.execute("INSERT INTO t VALUES ('k', '2026-01-02')"));
    const char* query = "SELECT v FROM t WHERE k = ?";
    prepare(database, query);
    const auto ask = [&] {
      REQUIRE(add(*database.pipeline(), query, {"k"}));
      REQUIRE(database.pipeline()->flush());
      auto statement = next(*database.pipeline());
      auto row = statement->step();
      return row && *row ? std::string(statement->text(0)) : row ? "none" : "error";
    };
    CHECK(ask() == "2026-01-02");
    REQUIRE(one->open()->execute("ALTER TABLE t MODIFY v varchar(100)"));
    CHECK(ask() == "2026-01-02");
    REQUIRE(one->open()->execute("ALTER TABLE t ADD w integer FIRST"));
    CHECK(ask() == "2026-01-02");
    REQUIRE(one->open()->execute("ALTER TABLE t MODIFY v date"));
    CHECK(ask() == "error");
    CHECK_FALSE(add(*database.pipeline(), query, {"k"}));  // dates are the library's
    CHECK(rows_by_library(database, query, "k") == std::vector<Row>{{"'2026-01-02'"}});
    CHECK_FALSE(add(*database.pipeline(), query, {"k"}));
    REQUIRE(one->open()->execute("ALTER TABLE t MODIFY v integer"));
  }
}

TEST_CASE("a statement without a result set is an answer without columns") {
  if (const auto one = scratch()) {
    sql::Database& database = one->database();
    const char* query = "SELECT ? INTO @x";
    prepare(database, query);
    REQUIRE(add(*database.pipeline(), query, {"x"}));
    REQUIRE(database.pipeline()->flush());
    auto statement = next(*database.pipeline());
    CHECK(statement->columns() == 0);
    CHECK_FALSE(statement->step().value());
  }
}

TEST_CASE("a server that ends the connection loses all that was under way") {
  if (const auto one = scratch()) {
    sql::Database& database = one->database();
    auto id = database.query("SELECT CONNECTION_ID()");
    REQUIRE(id->step().value());
    const std::string number(id->text(0));
    id->reset();
    const char* query = "SELECT SLEEP(?)";
    prepare(database, query);
    sql::Pipeline& pipeline = *database.pipeline();
    REQUIRE(add(pipeline, query, {"5"}));
    REQUIRE(add(pipeline, query, {"5"}));
    REQUIRE(pipeline.flush());
    REQUIRE(one->open()->execute("KILL " + number));
    auto statement = next(pipeline);
    if (statement) {  // it may say so before
      CHECK_FALSE(statement->step());
      statement.reset();
      CHECK_FALSE(next(pipeline));
    }
    CHECK_FALSE(database.is_current());
    CHECK_FALSE(add(pipeline, query, {"0"}));
  }
}
