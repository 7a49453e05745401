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
  reopened_ = true;
  return {};
}

bool SqliteTable::changed(base::MonoTime now) {
  if (now < next_look_) return false;
  next_look_ = now + std::chrono::seconds(1);
  if (database_ && !database_->is_current()) database_.reset();
  if (!database_) return std::exchange(reopened_, false);
  const auto version = database_->data_version();
  const bool changed = !version || *version != data_version_;
  if (version) data_version_ = *version;
  return changed | std::exchange(reopened_, false);
}

Answer SqliteTable::lookup(std::string_view key) {
  if (!database_) {
    if (auto opened = open(); !opened) return base::Unexpected(std::move(opened).error());
  }
  Answer answer = query_.lookup(*database_, key);
  if (!answer && sql::failure_of(answer.error()) != sql::Failure::busy) {
    database_.reset();  // whatever it was, a new handle sees the file as it is now
  }
  return answer;
}

}  // namespace dovetail::table::maps
