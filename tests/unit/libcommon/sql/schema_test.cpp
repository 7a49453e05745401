// SPDX-License-Identifier: MIT
#include "libcommon/sql/schema.hpp"

#include <array>

#include "libcommon/sql/failure.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/databases.hpp"

using namespace dovetail;
using sql::SchemaStep;

namespace {

constexpr std::array kSteps{
    SchemaStep{"sample", 1, "tables",
               "CREATE TABLE a (id INTEGER); -- one; comment\nCREATE TABLE b (t TEXT DEFAULT ';');",
               "CREATE TABLE IF NOT EXISTS a (id INTEGER); -- one; comment\n"
               "CREATE TABLE IF NOT EXISTS b (t VARCHAR(9) DEFAULT ';');"},
    SchemaStep{"sample", 2, "column", "ALTER TABLE a ADD COLUMN extra INTEGER",
               "ALTER TABLE a ADD COLUMN IF NOT EXISTS extra INTEGER"},
};

constexpr std::array kBroken{
    kSteps[0],
    SchemaStep{"sample", 2, "broken", "CREATE TABLE c (id INTEGER); SELEC",
               "CREATE TABLE c (id INTEGER); SELEC"},
};

std::span<const SchemaStep> first_step() {
  return std::span(kSteps).first(1);
}

}  // namespace

TEST_CASE("steps run once, in order, and again only when there are new ones") {
  for (const auto& engine : test::sql_engines()) {
    DYNAMIC_SECTION(engine) {
      test::ScratchDatabase scratch(engine);
      auto& db = scratch.database();
      CHECK(sql::apply_schema(db, first_step()).value() == 1);
      CHECK(sql::apply_schema(db, first_step()).value() == 1);
      CHECK(sql::apply_schema(db, kSteps).value() == 2);
      CHECK(sql::apply_schema(db, kSteps).value() == 2);
      CHECK(db.prepare("SELECT id, extra FROM a"));
      CHECK(db.prepare("SELECT t FROM b"));
    }
  }
}

TEST_CASE("all steps at once on an empty database") {
  for (const auto& engine : test::sql_engines()) {
    DYNAMIC_SECTION(engine) {
      test::ScratchDatabase scratch(engine);
      CHECK(sql::apply_schema(scratch.database(), kSteps).value() == 2);
    }
  }
}

TEST_CASE("a step that fails leaves the version of the last good one") {
  for (const auto& engine : test::sql_engines()) {
    DYNAMIC_SECTION(engine) {
      test::ScratchDatabase scratch(engine);
      auto& db = scratch.database();
      auto failed = sql::apply_schema(db, kBroken);
      REQUIRE_FALSE(failed);
      CHECK(failed.error().detail.find("schema sample step broken") != std::string::npos);
      if (db.dialect() == sql::Dialect::sqlite) {  // all undone
        CHECK_FALSE(db.prepare("SELECT * FROM a"));
        CHECK_FALSE(db.prepare("SELECT * FROM dovetail_schema"));
      }
      CHECK(sql::apply_schema(db, kSteps).value() == 2);
    }
  }
}

TEST_CASE("a database that is ahead of the program is refused") {
  for (const auto& engine : test::sql_engines()) {
    DYNAMIC_SECTION(engine) {
      test::ScratchDatabase scratch(engine);
      REQUIRE(sql::apply_schema(scratch.database(), kSteps));
      auto old_program = sql::apply_schema(scratch.database(), first_step());
      REQUIRE_FALSE(old_program);
      CHECK(sql::failure_of(old_program.error()) == sql::Failure::query);
    }
  }
}

TEST_CASE("nothing is written when all is up to date") {
  test::ScratchDatabase scratch("sqlite-file");
  REQUIRE(sql::apply_schema(scratch.database(), kSteps));
  const auto path = std::get<sql::SqliteOptions>(scratch.source()).path;
  auto reader = *sql::open_sqlite({.path = path, .access = sql::SqliteOptions::Access::readonly});
  CHECK(sql::apply_schema(*reader, kSteps).value() == 2);
}

TEST_CASE("an unknown component or a missing dialect is our own mistake") {
  test::ScratchDatabase scratch("sqlite-memory");
  CHECK_FALSE(sql::apply_schema(scratch.database(), "no_such_component"));
  CHECK(sql::schema_steps("").empty());
  const std::array one{SchemaStep{"sample", 1, "x", "", "CREATE TABLE x (a INTEGER)"}};
  CHECK_FALSE(sql::apply_schema(scratch.database(), one));
}
