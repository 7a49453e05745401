// SPDX-License-Identifier: MIT
#include "libcommon/table/bound_query.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::table;
using dovetail::sql::Dialect;

namespace {

std::optional<BoundQuery> bound(std::string_view text, Dialect dialect = Dialect::mariadb) {
  const auto query = Template::query(text);
  REQUIRE(query);
  return bind_form(*query, dialect);
}

std::string value(const BoundQuery& query, std::size_t index, std::string_view key) {
  std::string out;
  expand(query.values.at(index), Parts(key), Parts(key), out);
  return out;
}

}  // namespace

TEST_CASE("a quoted key part becomes a parameter") {
  const auto query = bound("SELECT a FROM t WHERE k = '%s' AND x='%u@%d'");
  REQUIRE(query);
  CHECK(query->sql == "SELECT a FROM t WHERE k = ? AND x=?");
  CHECK(value(*query, 0, "u'@d") == "u'@d");
  CHECK(value(*query, 1, "u@d") == "u@d");
}

TEST_CASE("constant text around a key part is unquoted") {
  const auto query = bound("SELECT a FROM t WHERE k LIKE 'it''s %% %s%%'");
  REQUIRE(query);
  CHECK(value(*query, 0, "k") == "it's % k%");
}

TEST_CASE("literals without a key part stay as they are") {
  CHECK(bound("SELECT 'it''s' FROM t WHERE k='%s'")->sql == "SELECT 'it''s' FROM t WHERE k=?");
  CHECK(bound("SELECT \"it's\" FROM t WHERE k='%s'")->sql == "SELECT \"it's\" FROM t WHERE k=?");
  CHECK(bound("SELECT `a'b` FROM t WHERE k='%s'")->sql == "SELECT `a'b` FROM t WHERE k=?");
  CHECK(bound("select a from t where k='%s' -- it's\n and b=1"));
  CHECK(bound("select a from t /* it's */ where k='%s'"));
}

TEST_CASE("what could mean something else keeps the text form") {
  const char* texts[] = {"SELECT a FROM t WHERE k = %s",
                         "SELECT a FROM t WHERE k = \"%s\"",
                         "SELECT a FROM `%d`",
                         "SELECT a FROM t WHERE k = x'%s'",
                         "SELECT a FROM t WHERE k = _utf8'%s'",
                         "SELECT a FROM t WHERE k = DATE '%s'",
                         "SELECT a FROM t WHERE k = 'a' '%s'",
                         "SELECT a FROM t WHERE k = 'a\\'%s'",
                         "SELECT a FROM t WHERE k = '%s' AND b = ?",
                         "SELECT a FROM t WHERE k='%s'; SELECT 1",
                         "CALL p('%s')",
                         "SELECT a FROM t WHERE k = '%s",
                         "WITH x AS (SELECT 1) SELECT a FROM t WHERE k='%s'"};
  for (const char* text : texts) {
    INFO(text);
    CHECK_FALSE(bound(text));
  }
}

TEST_CASE("dialects differ in backslash, brackets and #") {
  CHECK(bound("SELECT a FROM t WHERE k = 'a\\%s'", Dialect::sqlite));
  CHECK(bound("SELECT [it's] FROM t WHERE k='%s'", Dialect::sqlite));
  CHECK(bound("SELECT a # it's\n FROM t WHERE k='%s'"));
}

TEST_CASE("a key part outside of quotes is noticed") {
  const auto unquoted = [](std::string_view text, Dialect dialect) {
    return has_unquoted_part(*Template::query(text), dialect);
  };
  CHECK(unquoted("SELECT a FROM t WHERE k = %s", Dialect::mariadb));
  CHECK_FALSE(unquoted("SELECT a FROM t WHERE k = \"%s\"", Dialect::mariadb));
  CHECK(unquoted("SELECT a FROM t WHERE k = \"%s\"", Dialect::sqlite));
  CHECK_FALSE(unquoted("SELECT a FROM t WHERE k = '%s'", Dialect::mariadb));
}
