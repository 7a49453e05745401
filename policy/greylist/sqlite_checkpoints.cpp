// SPDX-License-Identifier: MIT
#include "policy/greylist/sqlite_checkpoints.hpp"

#include "libcommon/sql/sqlite.hpp"

namespace dovetail::policy::greylist {

base::Result<void> SqliteCheckpoints::run() {
  if (!database_) {
    auto opened = sql::open_sqlite({.path = path_,
                                    .access = sql::SqliteOptions::Access::write,
                                    .cache_kib = 64,
                                    .autocheckpoint_pages = 0});
    if (!opened) return base::Unexpected(std::move(opened).error());
    database_ = std::move(*opened);
  }
  // PASSIVE never waits for the writer and never makes it wait; what it leaves is for the next time.
  auto checkpoint = database_->prepare("PRAGMA wal_checkpoint(PASSIVE)");
  if (!checkpoint) return base::Unexpected(std::move(checkpoint).error());
  auto row = checkpoint->step();
  if (!row) return base::Unexpected(std::move(row).error());
  return {};
}

}  // namespace dovetail::policy::greylist
