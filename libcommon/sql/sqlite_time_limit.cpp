// SPDX-License-Identifier: MIT
#include "libcommon/sql/sqlite_time_limit.hpp"

#include <sqlite3.h>

namespace dovetail::sql {
namespace {

constexpr int kSteps = 4000;  // some 0.1 ms

}  // namespace

SqliteTimeLimit::SqliteTimeLimit(sqlite3* database, std::chrono::milliseconds limit) : limit_(limit) {
  sqlite3_progress_handler(database, kSteps, is_over, this);
}

int SqliteTimeLimit::is_over(void* self) {
  return Clock::now() >= static_cast<SqliteTimeLimit*>(self)->deadline_ ? 1 : 0;
}

}  // namespace dovetail::sql
