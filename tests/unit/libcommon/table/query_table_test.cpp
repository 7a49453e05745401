// SPDX-License-Identifier: MIT
#include "libcommon/table/query_table.hpp"

#include "libcommon/sql/failure.hpp"
#include "libcommon/sql/sqlite.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;
using namespace dovetail::table;

namespace {

std::unique_ptr<sql::Database> database() {
  sql::SqliteOptions options;
  options.path = ":memory:";
  auto opened = sql::open_sqlite(options);
  REQUIRE(opened);
  REQUIRE((*opened)->execute("CREATE TABLE t(k, v)"));
  REQUIRE(
      (*opened)->execute("INSERT INTO t VALUES('u@d', 'one'), ('u@d', 'two'), ('n', NULL), ('e', ''), "
                         "('it''s', 'quote'), ('back\\', 'slash')"));
  return std::move(*opened);
}

std::string ask(QueryTable::Settings settings, std::string_view key, std::string_view domains = {}) {
  auto db = database();
  auto list = DomainList::parse(domains, config::MemorySource());
  auto table = QueryTable::make(settings, *list, sql::Dialect::sqlite);
  REQUIRE(table);
  const Answer answer = table->lookup(*db, key);
  if (!answer)
    return std::string("error ") + base::to_string(answer.error().kind) + ": " + answer.error().text;
  return *answer ? **answer : "-";
}

const std::string kQuery = "SELECT v FROM t WHERE k = '%s'";

}  // namespace

TEST_CASE("rows are joined, NULL and empty are nothing") {
  CHECK(ask({kQuery}, "u@d") == "one,two");
  CHECK(ask({kQuery}, "n") == "-");
  CHECK(ask({kQuery}, "e") == "-");
  CHECK(ask({kQuery}, "") == "-");
  CHECK(ask({kQuery, "<%s>"}, "u@d") == "<one>,<two>");
}

TEST_CASE("keys cannot change the query, bound or escaped") {
  for (const std::string& query : std::vector<std::string>{kQuery, "WITH x AS (SELECT 1) " + kQuery}) {
    CHECK(ask({query}, "it's") == "quote");
    CHECK(ask({query}, "back\\") == "slash");
    CHECK(ask({query}, "x' OR '1'='1") == "-");
    CHECK(ask({query}, std::string_view("u@d\0x", 5)) == "-");
  }
}

TEST_CASE("the domain list and the template's needs keep keys from the database") {
  CHECK(ask({kQuery}, "u@d", "d") == "one,two");
  CHECK(ask({kQuery}, "u@d", "other") == "-");
  CHECK(ask({kQuery}, "it's", "d") == "-");
  CHECK(ask({"no SQL at all %d"}, "user") == "-");
}

TEST_CASE("a wrong query is permanent, too many rows are temporary") {
  CHECK(ask({"SELECT nothing FROM nowhere WHERE k = '%s'"}, "u").substr(0, 15) == "error permanent");
  CHECK(ask({kQuery, "%s", 1}, "u@d") == "error temporary: expansion limit exceeded");
}

TEST_CASE("sqlite gives its first column only, and the first statement") {
  CHECK(ask({"SELECT v, k FROM t WHERE k = '%s'"}, "u@d") == "one,two");
  CHECK(ask({"SELECT v FROM t WHERE k = '%s'; SELECT 'x'"}, "u@d") == "one,two");
}

TEST_CASE("templates that are none are refused") {
  const auto refuse = [](QueryTable::Settings settings) {
    return !QueryTable::make(settings, *DomainList::parse("", config::MemorySource()), sql::Dialect::sqlite);
  };
  CHECK(refuse({"SELECT '%x'"}));
  CHECK(refuse({kQuery, "%"}));
  CHECK_FALSE(refuse({kQuery}));
}
