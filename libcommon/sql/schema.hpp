// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

#include "libcommon/sql/database.hpp"

namespace dovetail::sql {

// One numbered step of a component's schema: packaging/schema/<component>/NNN-name.{sqlite,mariadb}.sql, compiled in.
// A step that was published never changes; a later one corrects it. MariaDB cannot undo DDL, so its statements are
// written to bear repetition (IF NOT EXISTS).
struct SchemaStep {
  std::string_view component;
  int number = 0;   // from 1, without gaps
  std::string_view name;
  std::string_view sqlite;
  std::string_view mariadb;
};

std::span<const SchemaStep> schema_steps(std::string_view component);   // compiled in, by number

// Brings the component's tables to the newest step; returns its number. The table `dovetail_schema` keeps what was
// done. SQLite: all or nothing in one transaction. MariaDB: step by step under a named lock, the number after each.
// Nothing is written when all is up to date, so that an account without the right to CREATE works on prepared
// tables. A database that is ahead of this program is an error (Failure::query).
base::Result<int> apply_schema(Database& database, std::string_view component);
base::Result<int> apply_schema(Database& database, std::span<const SchemaStep> steps);

}  // namespace dovetail::sql
