// SPDX-License-Identifier: MIT
#include "libcommon/table/joined_query.hpp"

#include <algorithm>

#include "libcommon/table/query_table.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/databases.hpp"

using namespace dovetail;
using namespace dovetail::table;

namespace {

std::string joined(const std::string& query, std::size_t keys = 2) {
  const auto parsed = Template::query(query);
  REQUIRE(parsed);
  const auto bound = bind_form(*parsed, sql::Dialect::mariadb);
  REQUIRE(bound);
  return joined_form(*bound, keys).value_or("-");
}

}  // namespace

TEST_CASE("each key has its own part and its number") {
  CHECK(joined("SELECT v FROM t WHERE k = '%s'") ==
        "(SELECT 0, v FROM t WHERE k = ?) UNION ALL (SELECT 1, v FROM t WHERE k = ?)");
  CHECK(joined(" select a, t.`b` FROM t WHERE k='%u@%d' AND x='it''s'", 1) ==
        "(SELECT 0, a, t.`b` FROM t WHERE k=? AND x='it''s')");
  CHECK(joined("SELECT type FROM transport INNER JOIN domain ON (domain.id=domain_id) WHERE name='%s'") != "-");
  CHECK(joined("SELECT v FROM t WHERE k IN ('%s', concat('%u', '@')) OR `order`='%d'") != "-");
}

TEST_CASE("what could mean something else inside of a union is not joined") {
  for (const char* query :
       {"SELECT * FROM t WHERE k='%s'", "SELECT t.* FROM t WHERE k='%s'", "SELECT DISTINCT v FROM t WHERE k='%s'",
        "SELECT concat(v, '%s') FROM t", "SELECT '%s'", "SELECT v, 1 FROM t WHERE k='%s'", "SELECT v x FROM t WHERE k='%s'",
        "SELECT v FROM t WHERE k='%s' ORDER BY v", "SELECT v FROM t WHERE k='%s' LIMIT 1",
        "SELECT v FROM t WHERE k='%s' GROUP BY v", "SELECT v FROM t WHERE k='%s' UNION SELECT 1",
        "SELECT v FROM t WHERE k='%s' FOR UPDATE", "SELECT v FROM t WHERE k='%s' -- end", "SELECT v FROM t # k\nWHERE k='%s'",
        "SELECT v FROM t /* all */ WHERE k='%s'", "SELECT v FROM t WHERE k='%s' AND n=@x",
        "SELECT v FROM t WHERE k=(SELECT '%s')", "SELECT v FROM t WHERE k='%s' AND sleep(1)=0", "SELECT , FROM t WHERE k='%s'",
        "SELECT FROM t WHERE k='%s'", "SELECT v WHERE '%s'=''"}) {
    INFO(query);
    CHECK(joined(query) == "-");
  }
}

namespace {

struct Tables {
  explicit Tables(sql::Database& one) : database(one) {
    REQUIRE(database.execute("CREATE TABLE t (k varchar(100), v varchar(2000), n int, d date, KEY (k))"));
    REQUIRE(database.execute("INSERT INTO t VALUES ('a', '1', 7, NULL), ('b', NULL, NULL, '2026-01-02'), ('b', '', 1, NULL), "
                             "('c', 'x', -3, NULL), ('c', 'y', 4, NULL), ('C ', 'z', 5, NULL), ('l', REPEAT('long', 400), 0, NULL)"));
  }
  static QueryTable table(const std::string& query, std::uint64_t limit = 0) {
    QueryTable::Settings settings;
    settings.query = query;
    settings.expansion_limit = limit;
    auto made = QueryTable::make(settings, {}, sql::Dialect::mariadb);
    REQUIRE(made);
    return *std::move(made);
  }
  static std::string text(const Answer& answer) {
    return !answer ? "error " + answer.error().text : *answer ? **answer : "-";
  }
  std::vector<std::string> alone(const QueryTable& table, const std::vector<std::string_view>& keys) const {
    std::vector<std::string> answers;
    for (const std::string_view key : keys)
      answers.push_back(text(table.lookup(database, key)));
    return answers;
  }
  std::vector<std::string> together(const QueryTable& table, const std::vector<std::string_view>& keys) const {
    sql::Pipeline& pipeline = *database.pipeline();
    if (!table.send_joined(pipeline, keys)) return {"not sent"};
    REQUIRE(pipeline.flush().value());
    auto statement = pipeline.next();
    while (!statement) {
      REQUIRE(pipeline.receive());
      statement = pipeline.next();
    }
    const auto found = table.finish_joined(*statement, keys);
    REQUIRE(found);
    std::vector<std::string> answers;
    for (const Answer& answer : *found)
      answers.push_back(text(answer));
    return answers;
  }
  sql::Database& database;
};

std::unique_ptr<test::ScratchDatabase> mariadb() {
  const auto engines = test::sql_engines();
  const bool there = std::find(engines.begin(), engines.end(), "mariadb") != engines.end();
  return there ? std::make_unique<test::ScratchDatabase>("mariadb") : nullptr;
}

}  // namespace

TEST_CASE("asked together, keys get what each alone gets") {
  if (const auto one = mariadb()) {
    const Tables tables(one->database());
    const std::vector<std::string_view> keys{"c", "none", "b", "a", "c", "C", "l", "'", "a' OR '1'='1", "ü"};
    for (const char* query : {"SELECT v FROM t WHERE k = '%s'", "SELECT v, n FROM t WHERE k='%s'",
                              "SELECT n FROM t WHERE k LIKE '%s%%'", "SELECT t.v FROM t JOIN t AS o ON o.k=t.k WHERE o.k='%s'"}) {
      INFO(query);
      const QueryTable table = Tables::table(query);
      CHECK(tables.together(table, keys) == std::vector<std::string>{"not sent"});
      table.prepare_joined(one->database());
      REQUIRE(table.may_be_joined());
      for (const std::size_t count : {2u, 3u, 4u, 5u, 8u, 10u}) {
        const std::vector<std::string_view> some(keys.begin(), keys.begin() + count);
        CHECK(tables.together(table, some) == tables.alone(table, some));
      }
    }
  }
}

TEST_CASE("limits count for each key by itself") {
  if (const auto one = mariadb()) {
    const Tables tables(one->database());
    const QueryTable table = Tables::table("SELECT v FROM t WHERE k='%s'", 2);
    table.prepare_joined(one->database());
    const std::vector<std::string_view> keys{"a", "c", "a"};
    const auto answers = tables.together(table, keys);
    CHECK(answers == tables.alone(table, keys));
    CHECK(answers[1].starts_with("error "));
    CHECK(answers[2] == "1");
  }
}

TEST_CASE("more keys than one statement takes, and columns that need conversion, do not go together") {
  if (const auto one = mariadb()) {
    const Tables tables(one->database());
    const QueryTable table = Tables::table("SELECT v FROM t WHERE k='%s'");
    table.prepare_joined(one->database());
    const std::vector<std::string_view> many(QueryTable::kMostTogether + 1, "a");
    CHECK(tables.together(table, many) == std::vector<std::string>{"not sent"});
    const QueryTable dates = Tables::table("SELECT d FROM t WHERE k='%s'");
    CHECK(dates.may_be_joined());
    dates.prepare_joined(one->database());
    CHECK_FALSE(dates.may_be_joined());
    const QueryTable broken = Tables::table("SELECT nothing FROM t WHERE k='%s'");
    broken.prepare_joined(one->database());
    CHECK_FALSE(broken.may_be_joined());
  }
}
