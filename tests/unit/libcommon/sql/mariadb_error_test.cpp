// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>

#include "libcommon/sql/failure.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/databases.hpp"

using namespace dovetail;
using sql::Failure;

namespace {

// What an error of this number and SQLSTATE, raised by a real server, counts as.
Failure raised(sql::Database& database, int number, const std::string& state) {
  const std::string body = "BEGIN NOT ATOMIC SIGNAL SQLSTATE '" + state +
                           "' SET MYSQL_ERRNO = " + std::to_string(number) + "; END";
  const auto done = database.execute(body);
  REQUIRE_FALSE(done);
  CHECK(done.error().detail.find("(" + std::to_string(number) + ")") != std::string::npos);
  return sql::failure_of(done.error());
}

struct Case {
  int number;
  const char* state;
  Failure failure;
};

constexpr Case kCases[] = {
    {1213, "40001", Failure::busy},       {1205, "HY000", Failure::busy},
    {1040, "08004", Failure::busy},       {1203, "42000", Failure::busy},
    {1226, "42000", Failure::busy},       {1317, "70100", Failure::busy},
    {1969, "70100", Failure::busy},       {1180, "40001", Failure::busy},
    {1062, "23000", Failure::constraint}, {1406, "22001", Failure::constraint},
    {1264, "22003", Failure::constraint}, {4025, "23000", Failure::constraint},
    {1366, "22007", Failure::constraint}, {1021, "HY000", Failure::full},
    {1114, "HY000", Failure::full},       {1290, "HY000", Failure::readonly},
    {1792, "25006", Failure::readonly},   {1836, "HY000", Failure::readonly},
    {1064, "42000", Failure::query},      {1146, "42S02", Failure::query},
    {1054, "42S22", Failure::query},      {1142, "42000", Failure::query},
    {1305, "42000", Failure::query},      {1044, "42000", Failure::refused},
    {1045, "28000", Failure::refused},    {1049, "42000", Failure::refused},
    {1130, "HY000", Failure::refused},    {1644, "45000", Failure::other},
    {1105, "HY000", Failure::other},
};

// These say that the connection has no future; each needs one of its own.
constexpr Case kBreaking[] = {
    {1053, "08S01", Failure::lost}, {1077, "08S01", Failure::lost},        {1158, "08S01", Failure::lost},
    {1927, "70100", Failure::lost}, {1047, "08S01", Failure::unreachable}, {1189, "08S01", Failure::lost},
};

bool have_mariadb() {
  const auto engines = test::sql_engines();
  return std::find(engines.begin(), engines.end(), "mariadb") != engines.end();
}

}  // namespace

TEST_CASE("the server's error numbers mean what they should") {
  if (!have_mariadb()) {
    return;
  }
  test::ScratchDatabase scratch("mariadb");
  for (const Case& one : kCases) {
    CAPTURE(one.number);
    CHECK(raised(scratch.database(), one.number, one.state) == one.failure);
    CHECK(scratch.database().is_current());
  }
}

TEST_CASE("errors that end a connection give it up") {
  if (!have_mariadb()) {
    return;
  }
  test::ScratchDatabase scratch("mariadb");
  for (const Case& one : kBreaking) {
    CAPTURE(one.number);
    auto database = scratch.open();
    CHECK(raised(*database, one.number, one.state) == one.failure);
    CHECK_FALSE(database->is_current());
  }
}

TEST_CASE("a full disk below the storage engine is told from its other troubles") {
  if (!have_mariadb()) {
    return;
  }
  test::ScratchDatabase scratch("mariadb");
  auto& database = scratch.database();
  const auto engine_error = [&](const std::string& text) {
    const auto done =
        database.execute("BEGIN NOT ATOMIC SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1030, MESSAGE_TEXT = '" +
                         text + "'; END");
    REQUIRE_FALSE(done);
    return sql::failure_of(done.error());
  };
  CHECK(engine_error("Got error 28 \"No space left on device\" from storage engine InnoDB") == Failure::full);
  CHECK(engine_error("Got error 168 from storage engine") == Failure::other);
}
