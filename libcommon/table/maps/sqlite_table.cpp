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
  options.busy_timeout = kBusyWait;
  options.foreign_keys = false;
  auto opened = sql::open_sqlite(options);
  if (!opened) {
    base::Error error = std::move(opened).error();
    if (error.text.empty()) error.text = "database is not available";
    return base::Unexpected(std::move(error));
  }
  database_ = *std::move(opened);
  data_version_ = database_->data_version().value_or(0);
  return {};
}

bool SqliteTable::changed(base::MonoTime now) {
  if (now < next_look_) return false;
  next_look_ = now + std::chrono::seconds(1);
  if (database_ && !database_->is_current()) close();
  if (database_) {
    const auto version = database_->data_version();
    if (!version || *version != data_version_) doubtful_ = true;
    if (version) data_version_ = *version;
  }
  return std::exchange(doubtful_, false);
}

// A new handle sees the file as it is then, but knows nothing of what came in between.
void SqliteTable::close() {
  database_.reset();
  doubtful_ = true;
}

Answer SqliteTable::lookup(std::string_view key) {
  if (!database_) {
    if (auto opened = open(); !opened) return base::Unexpected(std::move(opened).error());
  }
  Answer answer = query_.lookup(*database_, key);
  if (!answer && sql::failure_of(answer.error()) != sql::Failure::busy) {
    close();
  }
  return answer;
}

}  // namespace dovetail::table::maps
