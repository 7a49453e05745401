// SPDX-License-Identifier: MIT
#include "sasl/passdb/sql_query.hpp"

#include "libcommon/sql/sqlite.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;
using namespace dovetail::sasl;

namespace {

vars::Table values(const char* user = "bob@ex.test") {
  vars::Table table;
  table.set_user(user);
  return table;
}

std::string prepared(const char* text, sql::Dialect dialect = sql::Dialect::sqlite) {
  const auto query = SqlTemplate(text, dialect).bind(values());
  REQUIRE(query);
  std::string out = query->prepared_text().value_or("<text>");
  for (const std::string& value : query->values) {
    out += " [" + value + "]";
  }
  return out;
}

std::unique_ptr<sql::Database> memory() {
  sql::SqliteOptions options;
  options.path = ":memory:";
  auto database = sql::open_sqlite(options);
  REQUIRE(database);
  REQUIRE((*database)->execute("CREATE TABLE users (name TEXT, domain TEXT, n INTEGER)"));
  REQUIRE(
      (*database)->execute("INSERT INTO users VALUES ('bob', 'ex.test', 7), ('o''hara', 'ex.test', NULL)"));
  return std::move(*database);
}

Rows run(sql::Database& database, const char* text, const char* user) {
  const auto query = SqlTemplate(text, sql::Dialect::sqlite).bind(values(user));
  REQUIRE(query);
  auto rows = run_query(database, *query, 10);
  REQUIRE(rows);
  return *rows;
}

}  // namespace

TEST_CASE("Quoted variables become parameters") {
  CHECK(prepared("SELECT p FROM u WHERE name = '%n' AND domain = '%d'") ==
        "SELECT p FROM u WHERE name = ? AND domain = ? [bob] [ex.test]");
  CHECK(prepared("WHERE a = '%n@%d' AND b = \"%u\"") == "WHERE a = ? AND b = ? [bob@ex.test] [bob@ex.test]");
  CHECK(prepared("WHERE a LIKE '%%%n%%'") == "WHERE a LIKE ? [%bob%]");
  CHECK(prepared("WHERE a = '%{user}' AND b = 'it''s %n'") ==
        "WHERE a = ? AND b = ? [bob@ex.test] [it's bob]");
}

TEST_CASE("Literals without variables stay as they are") {
  CHECK(prepared("SELECT '*:storage=' || q, 'a''b', 100 %% 7") ==
        "SELECT '*:storage=' || q, 'a''b', 100 % 7");
  CHECK(prepared("WHERE a LIKE 'x%%' AND n = '%n'") == "WHERE a LIKE 'x%' AND n = ? [bob]");
}

TEST_CASE("MariaDB's backslash inside quotes, and SQLite's none") {
  CHECK(prepared("a = 'x\\'%n' b", sql::Dialect::mariadb) == "a = ? b [x'bob]");
  CHECK(prepared("a = 'x\\' AND b = '%n'", sql::Dialect::sqlite) == "a = 'x\\' AND b = ? [bob]");
}

TEST_CASE("A variable outside quotes is written into the text, escaped") {
  CHECK(prepared("WHERE id = %n") == "<text> [bob]");
  auto database = memory();
  CHECK(run(*database, "SELECT n FROM users WHERE name = 'bob' AND n > %n", "1").rows.size() == 1);
}

TEST_CASE("Names that try to be SQL are only names") {
  auto database = memory();
  for (const char* user : {"' OR '1'='1", "bob'; DROP TABLE users; --", "\\' OR 1=1 --", "\" OR \"\"=\""}) {
    CHECK(run(*database, "SELECT name FROM users WHERE name = '%u'", user).rows.empty());
    CHECK(run(*database, "SELECT name FROM users WHERE name = \"%u\"", user).rows.empty());
  }
  CHECK(run(*database, "SELECT name FROM users WHERE name = '%n'", "o'hara@ex.test").rows.size() == 1);
}

TEST_CASE("Rows come as text with their NULLs") {
  auto database = memory();
  const Rows rows =
      run(*database, "SELECT name, n AS number FROM users WHERE domain = '%d' ORDER BY name", "x@ex.test");
  CHECK(rows.names == std::vector<std::string>{"name", "number"});
  REQUIRE(rows.rows.size() == 2);
  CHECK(rows.rows[0][1] == "7");
  CHECK_FALSE(rows.rows[1][1]);
}

TEST_CASE("A broken query is an error, no empty answer") {
  auto database = memory();
  const auto query = SqlTemplate("SELECT x FROM nowhere WHERE a = '%u'", sql::Dialect::sqlite).bind(values());
  CHECK_FALSE(run_query(*database, *query, 2));
  CHECK_FALSE(SqlTemplate("'%{nosuch}'", sql::Dialect::sqlite).bind(values()));
}
