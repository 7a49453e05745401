// SPDX-License-Identifier: MIT
#include "policy/greylist/sqlite_checkpoints.hpp"

#include "libcommon/sql/sqlite.hpp"

namespace dovetail::policy::greylist {

namespace {

// PASSIVE never waits for the writer and never makes it wait; what it leaves is for the next time.
base::Result<void> checkpoint(sql::Database& database) {
  auto statement = database.prepare("PRAGMA wal_checkpoint(PASSIVE)");
  if (!statement) return base::Unexpected(std::move(statement).error());
  auto row = statement->step();
  if (!row) return base::Unexpected(std::move(row).error());
  return {};
}

}  // namespace

base::Result<void> SqliteCheckpoints::run() {
  if (!database_) {
    auto opened = sql::open_sqlite({.path = path_,
                                    .access = sql::SqliteOptions::Access::write,
                                    .cache_kib = 64,
                                    .autocheckpoint_pages = 0});
    if (!opened) return base::Unexpected(std::move(opened).error());
    database_ = std::move(*opened);
  }
  auto done = checkpoint(*database_);
  // A connection opened while the file could not be written stays read only (sqlite3_open_v2), without a word.
  if (!done) database_.reset();
  return done;
}

}  // namespace dovetail::policy::greylist
