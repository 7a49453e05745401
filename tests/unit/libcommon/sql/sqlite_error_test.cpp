// SPDX-License-Identifier: MIT
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "libcommon/sql/failure.hpp"
#include "libcommon/sql/sqlite.hpp"
#include "libcommon/sql/sqlite_handles.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using sql::Failure;

namespace {

Failure failure_of(sql::Database& database, const std::string& text) {
  const auto done = database.execute(text);
  REQUIRE_FALSE(done);
  return sql::failure_of(done.error());
}

std::unique_ptr<sql::Database> in_memory() {
  return *sql::open_sqlite({.path = ":memory:"});
}

}  // namespace

TEST_CASE("constraints of every kind") {
  auto db = in_memory();
  REQUIRE(db->execute(
      "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a TEXT UNIQUE, b TEXT NOT NULL DEFAULT '', "
      "c INTEGER CHECK (c > 0), d INTEGER REFERENCES p); INSERT INTO t (a) VALUES ('x')"));
  CHECK(failure_of(*db, "INSERT INTO t (a) VALUES ('x')") == Failure::constraint);
  CHECK(failure_of(*db, "INSERT INTO t (b) VALUES (NULL)") == Failure::constraint);
  CHECK(failure_of(*db, "INSERT INTO t (c) VALUES (0)") == Failure::constraint);
  CHECK(failure_of(*db, "INSERT INTO t (d) VALUES (7)") == Failure::constraint);
  CHECK(failure_of(*db, "INSERT INTO p VALUES ('no number')") == Failure::constraint);
}

TEST_CASE("wrong statements and errors raised in triggers") {
  auto db = in_memory();
  CHECK(failure_of(*db, "CREATE TABLE") == Failure::query);
  CHECK(failure_of(*db, "INSERT INTO absent VALUES (1)") == Failure::query);
  REQUIRE(
      db->execute("CREATE TABLE t (a); CREATE TRIGGER no BEFORE INSERT ON t BEGIN SELECT RAISE(ABORT, 'not "
                  "today'); END"));
  CHECK(failure_of(*db, "INSERT INTO t VALUES (1)") == Failure::constraint);
}

TEST_CASE("a file that was cut off is damaged, not empty") {
  test::TemporaryFolder folder;
  const std::string path = folder / "a.sqlite";
  {
    auto db = *sql::open_sqlite({.path = path});
    REQUIRE(db->execute(
        "CREATE TABLE t (a); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) "
        "INSERT INTO t SELECT printf('%.100c', 'x') FROM n"));
  }
  REQUIRE(::truncate(path.c_str(), 8192) == 0);
  auto db = sql::open_sqlite({.path = path});   // notices that the header promises more
  REQUIRE_FALSE(db);
  CHECK(sql::failure_of(db.error()) == Failure::damaged);
}

TEST_CASE("a disk that takes no more bytes is an error of that statement, and what was there stays") {
  test::TemporaryFolder folder;
  const std::string path = folder / "a.sqlite";
  REQUIRE((*sql::open_sqlite({.path = path}))->execute("CREATE TABLE t (a); INSERT INTO t VALUES ('kept')"));
  const pid_t child = ::fork();  // the limit on file sizes stays in the child
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const struct rlimit limit { 64 * 1024, 64 * 1024 };
    ::setrlimit(RLIMIT_FSIZE, &limit);
    auto db = sql::open_sqlite({.path = path});
    auto insert = (*db)->prepare("INSERT INTO t VALUES (?)");
    auto done = insert->bind(1, std::string(500'000, 'x')).execute();
    const bool good = !done && done.error().kind == base::ErrorKind::temporary;
    ::_exit(good ? 0 : 1);
  }
  int status = 1;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  auto db = *sql::open_sqlite({.path = path});
  auto rows = db->prepare("SELECT a FROM t");
  REQUIRE(rows->step().value());
  CHECK(rows->text(0) == "kept");
  CHECK_FALSE(rows->step().value());
}

TEST_CASE("a process that dies in a transaction leaves none of it") {
  test::TemporaryFolder folder;
  for (const auto journal : {sql::SqliteOptions::Journal::wal, sql::SqliteOptions::Journal::truncate}) {
    const std::string path = folder / ("j" + std::to_string(static_cast<int>(journal)));
    REQUIRE((*sql::open_sqlite({.path = path, .journal = journal}))
                ->execute("CREATE TABLE t (a); INSERT INTO t VALUES (1)"));
    const pid_t child = ::fork();
    if (child == 0) {
      auto db = *sql::open_sqlite({.path = path, .journal = journal});
      auto transaction = sql::Transaction::begin(*db);
      const bool done = db->execute("INSERT INTO t VALUES (2), (3)").has_value();
      ::kill(::getpid(), done ? SIGKILL : SIGTERM);
      ::_exit(0);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WTERMSIG(status) == SIGKILL);
    auto db = *sql::open_sqlite({.path = path, .journal = journal});
    auto count = db->prepare("SELECT COUNT(*) FROM t");
    REQUIRE(count->step().value());
    CHECK(count->integer(0) == 1);
    count->reset();
    CHECK(db->execute("INSERT INTO t VALUES (2)"));  // and no lock stays behind
  }
}

namespace {

// A file system whose files cannot be opened, for the reason that a test says.
int reason = 0;
int refuse_to_open(sqlite3_vfs*, const char*, sqlite3_file* file, int, int*) {
  file->pMethods = nullptr;
  return SQLITE_CANTOPEN;
}
int tell_reason(sqlite3_vfs*, int, char*) {
  return reason;
}

}  // namespace

TEST_CASE("what the system says decides: a quota or a file system is no administrator's mistake") {
  test::TemporaryFolder folder;
  sqlite3_vfs* const real = sqlite3_vfs_find(nullptr);
  sqlite3_vfs broken = *real;
  broken.zName = "broken";
  broken.pNext = nullptr;
  broken.xOpen = refuse_to_open;
  broken.xGetLastError = tell_reason;
  REQUIRE(sqlite3_vfs_register(&broken, 1) == SQLITE_OK);
  for (const auto& [number, failure] :
       {std::pair(ENOSPC, Failure::full), {EDQUOT, Failure::full}, {EROFS, Failure::readonly}, {EACCES, Failure::unreachable},
        {EIO, Failure::unreachable}}) {
    reason = number;
    const auto opened = sql::open_sqlite({.path = folder / "a.sqlite"});
    REQUIRE_FALSE(opened);
    INFO(opened.error().detail);
    CHECK(sql::failure_of(opened.error()) == failure);
    CHECK(opened.error().kind == base::ErrorKind::temporary);
  }
  sqlite3_vfs_unregister(&broken);
  sqlite3_vfs_register(real, 1);
}
