// SPDX-License-Identifier: MIT
#include "libcommon/table/maps/sqlite_table.hpp"

#include <chrono>
#include <utility>

#include "libcommon/sql/failure.hpp"
#include "libcommon/sql/sqlite.hpp"

namespace dovetail::table::maps {

SqliteTable::SqliteTable(std::string path, QueryTable query)
    : path_(std::move(path)), query_(std::move(query)) {}

base::Result<void> SqliteTable::open() {
  sql::SqliteOptions options;
  options.path = path_;
  options.access = sql::SqliteOptions::Access::readonly;
  options.busy_timeout = std::chrono::milliseconds(0);
  options.time_limit = kTimeLimit;
  options.foreign_keys = false;
  auto opened = sql::open_sqlite(options);
  if (!opened) {
    base::Error error = std::move(opened).error();
    if (error.text.empty()) error.text = "database is not available";
    return base::Unexpected(std::move(error));
  }
  database_ = *std::move(opened);
  data_version_ = database_->data_version().value_or(0);
  // A new handle sees the file as it is now, but knows nothing of what came in between.
  doubtful_ = doubtful_ || was_open_;
  was_open_ = true;
  return {};
}

bool SqliteTable::changed(base::MonoTime now) {
  if (now < next_look_) return false;
  next_look_ = now + std::chrono::seconds(1);
  if (database_ && !database_->is_current()) database_.reset();
  if (database_) {
    const auto version = database_->data_version();
    if (version && *version != data_version_) doubtful_ = true;
    if (version) data_version_ = *version;
  } else if (was_open_) {
    static_cast<void>(open());  // the next lookup says what is wrong
  }
  return std::exchange(doubtful_, false);
}

Answer SqliteTable::lookup(std::string_view key) {
  if (!database_) {
    if (auto opened = open(); !opened) return base::Unexpected(std::move(opened).error());
  }
  Answer answer = query_.lookup(*database_, key);
  if (answer) return answer;
  // A file that is fine and did what it was asked for.
  if (answer.error().code == kTooMuch || answer.error().code == kTimedOut) return answer;
  switch (sql::failure_of(answer.error())) {
    case sql::Failure::busy:
    case sql::Failure::query:
      return answer;
    default:
      database_.reset();
      return answer;
  }
}

}  // namespace dovetail::table::maps
