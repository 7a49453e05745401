// SPDX-License-Identifier: MIT
#include "libcommon/sql/schema.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "libcommon/sql/failure.hpp"
#include "libcommon/sql/sql_text.hpp"

namespace dovetail::sql {
namespace {

constexpr std::string_view kTable =
    "CREATE TABLE IF NOT EXISTS dovetail_schema (component VARCHAR(64) NOT NULL PRIMARY KEY, version INTEGER "
    "NOT NULL)";

// The table may be missing, which a statement kept from before its rollback only notices in its first step.
base::Result<int> none_if_no_table(base::Error error) {
  return failure_of(error) == Failure::query ? base::Result<int>(0) : base::Unexpected(std::move(error));
}

// 0: nothing was done yet, not even the table.
base::Result<int> version_of(Database& database, std::string_view component) {
  auto statement = database.prepare("SELECT version FROM dovetail_schema WHERE component = ?");
  if (!statement) {
    return none_if_no_table(std::move(statement).error());
  }
  auto row = statement->bind(1, component).step();
  if (!row) {
    return none_if_no_table(std::move(row).error());
  }
  return *row ? static_cast<int>(statement->integer(0)) : 0;
}

base::Result<void> set_version(Database& database, std::string_view component, int version) {
  auto statement = database.prepare("REPLACE INTO dovetail_schema (component, version) VALUES (?, ?)");
  return statement ? statement->bind_all(component, version).execute()
                   : base::Unexpected(std::move(statement).error());
}

std::string_view text_for(Database& database, const SchemaStep& step) {
  return database.dialect() == Dialect::sqlite ? step.sqlite : step.mariadb;
}

base::Result<void> run_step(Database& database, const SchemaStep& step) {
  const std::string_view text = text_for(database, step);
  // SQLite takes a whole script, triggers and their semicolons included.
  const auto statements =
      database.dialect() == Dialect::sqlite ? std::vector<std::string_view>{text} : split_statements(text);
  for (const std::string_view statement : statements) {
    if (auto done = database.execute(statement); !done) {
      return base::Unexpected(
          base::with_context(std::move(done).error(),
                             "schema " + std::string(step.component) + " step " + std::string(step.name)));
    }
  }
  return set_version(database, step.component, step.number);
}

base::Result<int> run_from(Database& database, std::span<const SchemaStep> steps) {
  auto version = version_of(database, steps.front().component);  // again: another one may have been quicker
  for (std::size_t i = 0; version && i < steps.size(); ++i) {
    if (steps[i].number <= *version) {
      continue;
    }
    if (auto done = run_step(database, steps[i]); !done) {
      return base::Unexpected(std::move(done).error());
    }
    version = steps[i].number;
  }
  return version;
}

base::Result<int> apply_sqlite(Database& database, std::span<const SchemaStep> steps) {
  auto transaction = Transaction::begin(database);
  if (!transaction) {
    return base::Unexpected(std::move(transaction).error());
  }
  auto done = database.execute(kTable);
  auto version = done ? run_from(database, steps) : base::Unexpected(std::move(done).error());
  if (version) {
    if (auto committed = transaction->commit(); !committed) {
      return base::Unexpected(std::move(committed).error());
    }
  }
  return version;
}

// DDL commits by itself here. Several hosts may start at once, so one at a time: Galera does not share the
// lock between members, which IF NOT EXISTS in the steps makes harmless.
base::Result<int> apply_mariadb(Database& database, std::span<const SchemaStep> steps) {
  auto lock = database.prepare("SELECT GET_LOCK('dovetail_schema', 30)");
  if (lock) {
    static_cast<void>(lock->execute());
  }
  auto done = database.execute(kTable);
  auto version = done ? run_from(database, steps) : base::Unexpected(std::move(done).error());
  if (auto unlock = database.prepare("SELECT RELEASE_LOCK('dovetail_schema')")) {
    static_cast<void>(unlock->execute());
  }
  return version;
}

}  // namespace

base::Result<int> apply_schema(Database& database, std::span<const SchemaStep> steps) {
  if (steps.empty()) {
    return base::Unexpected(make_error(Failure::misuse, "no schema steps of this component"));
  }
  const std::string component(steps.front().component);
  const bool complete = std::all_of(
      steps.begin(), steps.end(), [&](const SchemaStep& step) { return !text_for(database, step).empty(); });
  if (!complete) {
    return base::Unexpected(
        make_error(Failure::misuse, "the schema of " + component + " lacks this dialect"));
  }
  auto version = version_of(database, component);
  if (!version || *version == steps.back().number) {
    return version;
  }
  if (*version > steps.back().number) {
    return base::Unexpected(
        make_error(Failure::query, "the tables of " + component + " in " + database.describe() +
                                       " are of version " + std::to_string(*version) +
                                       ", this program knows " + std::to_string(steps.back().number)));
  }
  return database.dialect() == Dialect::sqlite ? apply_sqlite(database, steps)
                                               : apply_mariadb(database, steps);
}

base::Result<int> apply_schema(Database& database, std::string_view component) {
  return apply_schema(database, schema_steps(component));
}

}  // namespace dovetail::sql
