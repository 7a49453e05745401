// SPDX-License-Identifier: MIT
#include "libcommon/table/maps/sqlite_table.hpp"

#include <cstdio>

#include "libcommon/sql/failure.hpp"
#include "libcommon/sql/sqlite.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using namespace dovetail::table;
using namespace std::chrono_literals;

namespace {

std::unique_ptr<sql::Database> make_database(const std::string& path, const std::string& value) {
  sql::SqliteOptions options;
  options.path = path;
  auto opened = sql::open_sqlite(options);
  REQUIRE(opened);
  REQUIRE((*opened)->execute("CREATE TABLE t(k TEXT PRIMARY KEY, v)"));
  REQUIRE((*opened)->execute("INSERT INTO t VALUES('k', '" + value + "')"));
  return std::move(*opened);
}

maps::SqliteTable table_of(const std::string& path) {
  auto query = QueryTable::make({"SELECT v FROM t WHERE k='%s'"},
                                *DomainList::parse("", config::MemorySource()), sql::Dialect::sqlite);
  return {path, *std::move(query)};
}

const base::MonoTime kStart{};

}  // namespace

TEST_CASE("a missing file is an error and heals when it appears") {
  const test::TemporaryFolder folder;
  auto table = table_of(folder / "x.db");
  const Answer missing = table.lookup("k");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().kind == base::ErrorKind::temporary);
  make_database(folder / "x.db", "v");
  CHECK(**table.lookup("k") == "v");
}

TEST_CASE("changes by others are noticed within a second, also a replaced file") {
  const test::TemporaryFolder folder;
  auto writer = make_database(folder / "x.db", "1");
  auto table = table_of(folder / "x.db");
  CHECK(**table.lookup("k") == "1");
  CHECK_FALSE(table.changed(kStart + 1s));  // newly opened: there is nothing from before
  CHECK_FALSE(table.changed(kStart + 2s));
  REQUIRE(writer->execute("UPDATE t SET v = '2'"));
  CHECK_FALSE(table.changed(kStart + 2500ms));
  CHECK(table.changed(kStart + 3s));
  CHECK(**table.lookup("k") == "2");

  make_database(folder / "new.db", "3");
  REQUIRE(std::rename((folder / "new.db").c_str(), (folder / "x.db").c_str()) == 0);
  CHECK(table.changed(kStart + 5s));
  CHECK(**table.lookup("k") == "3");
  CHECK_FALSE(table.changed(kStart + 6s));
}

TEST_CASE("a locked file is busy, not absent") {
  const test::TemporaryFolder folder;
  auto writer = make_database(folder / "x.db", "1");
  auto table = table_of(folder / "x.db");
  CHECK(table.lookup("k"));
  REQUIRE(writer->execute("PRAGMA locking_mode = EXCLUSIVE"));
  REQUIRE(writer->execute("BEGIN EXCLUSIVE"));
  const Answer locked = table.lookup("k");
  REQUIRE_FALSE(locked);
  CHECK(sql::failure_of(locked.error()) == sql::Failure::busy);
}

TEST_CASE("a file that is no database is an error") {
  const test::TemporaryFolder folder;
  folder.write("x.db", std::string(5000, 'x'));
  auto table = table_of(folder / "x.db");
  CHECK_FALSE(table.lookup("k"));
}

TEST_CASE("what is remembered stays good while a file is locked, or away") {
  const test::TemporaryFolder folder;
  auto writer = make_database(folder / "x.db", "1");
  auto table = table_of(folder / "x.db");
  CHECK(table.lookup("k"));
  CHECK_FALSE(table.changed(kStart + 1s));
  REQUIRE(writer->execute("BEGIN EXCLUSIVE"));
  CHECK_FALSE(table.changed(kStart + 2s));
  REQUIRE(writer->execute("COMMIT"));
  REQUIRE(std::rename((folder / "x.db").c_str(), (folder / "away.db").c_str()) == 0);
  CHECK_FALSE(table.changed(kStart + 3s));
  CHECK_FALSE(table.lookup("k"));
  REQUIRE(std::rename((folder / "away.db").c_str(), (folder / "x.db").c_str()) == 0);
  CHECK(table.changed(kStart + 4s));  // who knows what was there meanwhile
}

TEST_CASE("an answer of too many values leaves the file open and what is remembered good") {
  const test::TemporaryFolder folder;
  auto writer = make_database(folder / "x.db", "1");
  auto query = QueryTable::make({"SELECT v FROM t WHERE k='%s' OR '%s'='all'", "%s", 1},
                                *DomainList::parse("", config::MemorySource()), sql::Dialect::sqlite);
  maps::SqliteTable table(folder / "x.db", *std::move(query));
  REQUIRE(writer->execute("INSERT INTO t VALUES('l', '2')"));
  CHECK(**table.lookup("k") == "1");
  CHECK_FALSE(table.changed(kStart + 1s));
  const Answer many = table.lookup("all");
  REQUIRE_FALSE(many);
  CHECK(many.error().text == "expansion limit exceeded");
  CHECK_FALSE(table.changed(kStart + 2s));
}

TEST_CASE("a query that never ends is given up") {
  const test::TemporaryFolder folder;
  auto writer = make_database(folder / "x.db", "1");
  auto query = QueryTable::make({"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) "
                                 "FROM n WHERE '%s' <> 'k'"},
                                *DomainList::parse("", config::MemorySource()), sql::Dialect::sqlite);
  maps::SqliteTable table(folder / "x.db", *std::move(query));
  const auto begin = std::chrono::steady_clock::now();
  const Answer endless = table.lookup("other");
  REQUIRE_FALSE(endless);
  CHECK(endless.error().code == kTimedOut);
  CHECK(std::chrono::steady_clock::now() - begin >= maps::SqliteTable::kTimeLimit);
}

TEST_CASE("what came between a failure and a new handle makes the remembered doubtful") {
  const test::TemporaryFolder folder;
  auto writer = make_database(folder / "x.db", "1");
  auto table = table_of(folder / "x.db");
  CHECK(table.lookup("k"));
  CHECK_FALSE(table.changed(kStart + 1s));
  REQUIRE(writer->execute("ALTER TABLE t RENAME TO u"));
  CHECK_FALSE(table.lookup("k"));
  REQUIRE(writer->execute("ALTER TABLE u RENAME TO t"));
  CHECK(table.lookup("k"));
  CHECK(table.changed(kStart + 2s));
  CHECK_FALSE(table.changed(kStart + 3s));
}
