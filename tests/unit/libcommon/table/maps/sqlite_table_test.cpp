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
