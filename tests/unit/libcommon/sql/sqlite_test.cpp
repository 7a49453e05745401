// SPDX-License-Identifier: MIT
#include "libcommon/sql/sqlite.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>

#include "libcommon/sql/failure.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using sql::Failure;
using sql::SqliteOptions;

namespace {

std::unique_ptr<sql::Database> open(const SqliteOptions& options) {
  auto database = sql::open_sqlite(options);
  if (!database) {
    FAIL(database.error().detail);
  }
  return *std::move(database);
}

Failure failure_opening(const SqliteOptions& options) {
  auto database = sql::open_sqlite(options);
  return database ? Failure::other : sql::failure_of(database.error());
}

std::string pragma(sql::Database& db, const std::string& name) {
  auto statement = db.query("PRAGMA " + name);
  return statement->step().value() ? std::string(statement->text(0)) : "";
}

}  // namespace

TEST_CASE("options reach SQLite") {
  test::TemporaryFolder folder;
  auto db = open({.path = folder / "a.sqlite",
                  .journal = SqliteOptions::Journal::wal,
                  .synchronous = SqliteOptions::Synchronous::full,
                  .cache_kib = 500,
                  .autocheckpoint_pages = 77});
  CHECK(pragma(*db, "journal_mode") == "wal");
  CHECK(pragma(*db, "synchronous") == "2");
  CHECK(pragma(*db, "cache_size") == "-500");
  CHECK(pragma(*db, "wal_autocheckpoint") == "77");
  CHECK(pragma(*db, "foreign_keys") == "1");
  CHECK(pragma(*db, "trusted_schema") == "0");
  CHECK(db->describe() == "sqlite " + (folder / "a.sqlite"));
}

TEST_CASE("a new file is private") {
  test::TemporaryFolder folder;
  auto db = open({.path = folder / "a.sqlite"});
  struct stat file {};
  REQUIRE(::stat((folder / "a.sqlite").c_str(), &file) == 0);
  CHECK((file.st_mode & 07777) == 0600);
}

TEST_CASE("what cannot be opened says so at once") {
  test::TemporaryFolder folder;
  CHECK(failure_opening({.path = folder / "absent/a.sqlite"}) == Failure::unreachable);
  CHECK(failure_opening({.path = folder / "absent.sqlite", .access = SqliteOptions::Access::readonly}) ==
        Failure::unreachable);
  CHECK(failure_opening({.path = folder.write("text", std::string(2000, 'x'))}) == Failure::damaged);
  auto error = sql::open_sqlite({.path = folder / "text"}).error();
  CHECK(error.kind == base::ErrorKind::temporary);
  CHECK(error.detail.find(folder / "text") != std::string::npos);
}

TEST_CASE("a read-only connection cannot write") {
  test::TemporaryFolder folder;
  open({.path = folder / "a.sqlite"})->execute("CREATE TABLE t (a)").value();
  auto db = open({.path = folder / "a.sqlite", .access = SqliteOptions::Access::readonly});
  auto done = db->execute("INSERT INTO t VALUES (1)");
  REQUIRE_FALSE(done);
  CHECK(sql::failure_of(done.error()) == Failure::readonly);
  CHECK(pragma(*db, "busy_timeout") == "1000");
}

TEST_CASE("a name with question mark and hash opens as immutable, too") {
  test::TemporaryFolder folder;
  const std::string path = folder / "a?b#c%41 d.sqlite";
  open({.path = path})->execute("CREATE TABLE t (a)").value();
  auto db = open({.path = path, .access = SqliteOptions::Access::readonly, .immutable = true});
  CHECK(db->prepare("SELECT * FROM t"));
}

TEST_CASE("a full disk is told from other failures") {
  auto db = open({.path = ":memory:"});
  REQUIRE(db->execute("CREATE TABLE t (a); PRAGMA max_page_count=5"));
  auto done = db->prepare("INSERT INTO t VALUES (?)")->bind(1, std::string(100'000, 'x')).execute();
  REQUIRE_FALSE(done);
  CHECK(sql::failure_of(done.error()) == Failure::full);
}

TEST_CASE("data_version moves when another connection writes") {
  test::TemporaryFolder folder;
  auto reader = open({.path = folder / "a.sqlite", .journal = SqliteOptions::Journal::wal});
  auto writer = open({.path = folder / "a.sqlite"});
  const auto before = reader->data_version().value();
  CHECK(reader->data_version().value() == before);
  REQUIRE(writer->execute("CREATE TABLE t (a)"));
  const auto after = reader->data_version().value();
  CHECK(after != before);
  REQUIRE(reader->execute("INSERT INTO t VALUES (1)"));
  CHECK(reader->data_version().value() == after);  // our own writes do not count
}

TEST_CASE("a replaced file is noticed") {
  test::TemporaryFolder folder;
  auto db = open({.path = folder / "a.sqlite"});
  open({.path = folder / "b.sqlite"});
  CHECK(db->is_current());
  REQUIRE(std::rename((folder / "b.sqlite").c_str(), (folder / "a.sqlite").c_str()) == 0);
  CHECK_FALSE(db->is_current());
  CHECK(open({.path = ":memory:"})->is_current());
}

TEST_CASE("a statement that ends keeps no read lock") {
  test::TemporaryFolder folder;
  auto db = open({.path = folder / "a.sqlite", .journal = SqliteOptions::Journal::truncate});
  REQUIRE(db->execute("CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)"));
  auto other = open({.path = folder / "a.sqlite", .busy_timeout = std::chrono::milliseconds(20)});
  {
    auto select = db->prepare("SELECT a FROM t");
    REQUIRE(select->step().value());
    CHECK_FALSE(
        other->execute("INSERT INTO t VALUES (3)"));  // a rollback journal lets no one write meanwhile
  }
  CHECK(other->execute("INSERT INTO t VALUES (3)"));
}

TEST_CASE("a WAL file in a folder its reader may not write to is explained") {
  if (::geteuid() == 0) {
    WARN("SKIPPED as root: permissions would not be checked");
    return;
  }
  test::TemporaryFolder folder;
  open({.path = folder / "a.sqlite", .journal = SqliteOptions::Journal::wal})
      ->execute("CREATE TABLE t (a)")
      .value();
  REQUIRE(::chmod(folder.path().c_str(), 0500) == 0);
  auto refused = sql::open_sqlite({.path = folder / "a.sqlite", .access = SqliteOptions::Access::readonly});
  ::chmod(folder.path().c_str(), 0700);
  REQUIRE_FALSE(refused);
  CHECK(sql::failure_of(refused.error()) == Failure::refused);
  CHECK(refused.error().detail.find("WAL") != std::string::npos);
}

TEST_CASE("whether a reader keeps writers out follows the journal, also when somebody else changes it") {
  test::TemporaryFolder folder;
  auto db = open({.path = folder / "a.sqlite"});
  REQUIRE(db->execute("CREATE TABLE t (a)"));
  CHECK(db->reading_holds_off_writers());
  auto other = open({.path = folder / "a.sqlite", .journal = SqliteOptions::Journal::wal});
  REQUIRE(db->query("SELECT a FROM t")->step());
  CHECK_FALSE(db->reading_holds_off_writers());
  CHECK_FALSE(open({.path = ":memory:"})->reading_holds_off_writers());
}
