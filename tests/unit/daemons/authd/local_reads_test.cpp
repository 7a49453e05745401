// SPDX-License-Identifier: MIT
#include "daemons/authd/local_reads.hpp"

#include <filesystem>

#include "libcommon/sql/failure.hpp"
#include "sasl/passdb/sql_query.hpp"
#include "sasl/sql_connect.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;

namespace {

using Setup = std::shared_ptr<const sasl::Setup>;

struct World {
  test::TemporaryFolder folder;
  event::Loop loop;
  base::SystemClock clock;
  Setup setup = made();
  authd::LocalReads reads{loop, clock};

  Setup made() const {
    auto fresh = std::make_shared<sasl::Setup>(sasl::Settings{});
    fresh->databases.emplace_back().source = sasl::sqlite_source(path());
    return fresh;
  }
  std::string path() const { return folder / "db"; }

  // A writer that waits for nobody.
  std::unique_ptr<sql::Database> writer(const char* first = "CREATE TABLE t AS SELECT 'old' AS password") {
    auto database = sql::open_sqlite({.path = path(), .busy_timeout = std::chrono::milliseconds(0)});
    REQUIRE(database);
    REQUIRE((*database)->execute(first));
    return *std::move(database);
  }
  sasl::SqlReply ask() {
    const sasl::Subject nobody;
    return reads.run(setup, {0, *sasl::SqlTemplate("SELECT password FROM t", sql::Dialect::sqlite)
                                     .bind(sasl::SubjectValues(nobody)), 2});
  }
  std::string password() {
    const auto reply = ask();
    return reply ? reply->rows.at(0).at(0).value_or("") : reply.error().detail;
  }
  void end_turn() { loop.run_once(false); }

  std::size_t open_files() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
      std::error_code gone;
      count += std::filesystem::read_symlink(entry.path(), gone) == path() ? 1 : 0;
    }
    return count;
  }
};

}  // namespace

TEST_CASE("While a turn reads nobody commits; the next one sees what was committed after it") {
  World world;
  const auto writer = world.writer();
  CHECK(world.password() == "old");
  const auto outcome = writer->execute("UPDATE t SET password = 'new'");
  REQUIRE_FALSE(outcome);
  CHECK(sql::failure_of(outcome.error()) == sql::Failure::busy);
  CHECK(world.password() == "old");
  world.end_turn();
  REQUIRE(writer->execute("UPDATE t SET password = 'new'"));
  CHECK(world.password() == "new");
}

TEST_CASE("Where a reader keeps no writer out, each lookup reads the present") {
  World world;
  const auto writer = world.writer("PRAGMA journal_mode=WAL; CREATE TABLE t AS SELECT 'old' AS password");
  CHECK(world.password() == "old");
  REQUIRE(writer->execute("UPDATE t SET password = 'new'"));
  CHECK(world.password() == "new");
}

TEST_CASE("A lock of somebody else is an answer at once, and forgotten with it") {
  World world;
  const auto writer = world.writer();
  REQUIRE(writer->execute("BEGIN EXCLUSIVE"));
  for (int count = 0; count < 2; ++count) {
    const auto reply = world.ask();
    REQUIRE_FALSE(reply);
    CHECK(sql::failure_of(reply.error()) == sql::Failure::busy);
  }
  REQUIRE(writer->execute("COMMIT"));
  CHECK(world.password() == "old");
}

TEST_CASE("A file in another's place is read from the next turn on") {
  World world;
  { const auto writer = world.writer(); }
  CHECK(world.password() == "old");
  world.end_turn();
  std::filesystem::remove(world.path());
  { const auto writer = world.writer("CREATE TABLE t AS SELECT 'other file' AS password"); }
  CHECK(world.password() == "other file");
}

TEST_CASE("A query that fails does not end the turn's reading") {
  World world;
  const auto writer = world.writer();
  CHECK(world.password() == "old");
  const sasl::Subject nobody;
  const auto reply = world.reads.run(world.setup, {0, *sasl::SqlTemplate("SELECT x FROM t", sql::Dialect::sqlite)
                                                           .bind(sasl::SubjectValues(nobody)), 2});
  REQUIRE_FALSE(reply);
  CHECK(sql::failure_of(reply.error()) == sql::Failure::query);
  CHECK(world.password() == "old");
  CHECK_FALSE(writer->execute("UPDATE t SET password = 'new'"));
}

TEST_CASE("The files of a setup that was replaced are closed") {
  World world;
  { const auto writer = world.writer(); }
  CHECK(world.password() == "old");
  world.end_turn();
  CHECK(world.open_files() == 1);
  world.setup = world.made();
  CHECK(world.password() == "old");
  CHECK(world.open_files() == 1);
}
