// SPDX-License-Identifier: MIT
#include "sasl/passdb/sql_source.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using namespace dovetail::sasl;

namespace {

SqlPassdb source(const char* query = "SELECT password FROM users WHERE u = '%u'") {
  return {0, SqlTemplate(query, sql::Dialect::sqlite), "MD5"};
}

Rows rows(std::vector<std::string> names, std::vector<std::vector<std::optional<std::string>>> values) {
  return Rows{std::move(names), std::move(values)};
}

std::string broken(SqlReply reply) {
  const Answer answer = source().read_rows(Subject(), std::move(reply));
  REQUIRE(std::holds_alternative<Broken>(answer));
  return std::get<Broken>(answer).detail;
}

}  // namespace

TEST_CASE("A row becomes password and fields; NULLs are left out") {
  const Answer answer = source().read_rows(Subject(), rows({"password", "user", "userdb_uid", "allow_nets"},
                                                           {{"{PLAIN}x", "bob", "5000", std::nullopt}}));
  const auto& found = std::get<Found>(answer);
  CHECK(found.password == "{PLAIN}x");
  CHECK(found.fields.value("user") == "bob");
  CHECK(found.fields.value("userdb_uid") == "5000");
  CHECK_FALSE(found.fields.has("allow_nets"));
  CHECK_FALSE(found.fields.has("password"));
}

TEST_CASE("No row is an unknown user, everything odd is a failure of the database") {
  CHECK(std::holds_alternative<Unknown>(source().read_rows(Subject(), rows({}, {}))));
  CHECK(broken(rows({"password"}, {{"a"}, {"b"}})) == "Password query returned multiple matches");
  CHECK(broken(rows({"pw"}, {{"a"}})) == "Password query must return a field named 'password'");
  CHECK(broken(base::Unexpected(base::temporary("gone"))) == "Password query failed: gone");
}

TEST_CASE("A NULL password is no password; with nopassword any will do") {
  const auto none = std::get<Found>(source().read_rows(Subject(), rows({"password"}, {{std::nullopt}})));
  CHECK((!none.password && !none.any_password));
  const auto any =
      std::get<Found>(source().read_rows(Subject(), rows({"password", "nopassword"}, {{std::nullopt, "Y"}})));
  CHECK((!any.password && any.any_password));
}

TEST_CASE("The cache key has every variable of the query") {
  CHECK(source().cache_key() == "%u");
  CHECK(source("SELECT 1 FROM u WHERE u='%n' AND s='%s' AND r='%r'").cache_key() == "%u\t%{rip}\t%{service}");
  CHECK(source("SELECT 1 FROM u WHERE u='%u' AND p='%w'").cache_key().empty());
  CHECK(source("SELECT 1 FROM u WHERE u='%u' AND t='%{forward:tenant}' AND p='%{protocol}'").cache_key() ==
        "%u\t%{forward:tenant}\t%{protocol}");
  CHECK(source("SELECT 1 FROM u WHERE n='%{login_username}' AND d='%d' AND x='%{if;%s;==;a;%r;%l}'").cache_key() ==
        "%u\t%{lip}\t%{login_username}\t%{rip}\t%{service}");
}
