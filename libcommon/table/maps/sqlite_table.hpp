// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "libcommon/base/clock.hpp"
#include "libcommon/sql/database.hpp"
#include "libcommon/table/query_table.hpp"

namespace dovetail::table::maps {

// A SQLite file that is read on the loop's thread: local, and faster than a hop to a worker. Opened at the
// first lookup and again when the file was replaced; looked at once a second. A lock of a writer is not waited
// for: the answer is an error with sql::Failure::busy, to be asked again. A query that takes longer than
// kTimeLimit is given up (kTimedOut). One thread.
class SqliteTable {
 public:
  static constexpr std::chrono::milliseconds kTimeLimit{500};

  SqliteTable(std::string path, QueryTable query);

  const QueryTable& query() const { return query_; }
  const std::string& path() const { return path_; }

  // Of a key that query().may_hold().
  Answer lookup(std::string_view key);

  bool look_is_due(base::MonoTime now) const { return now >= next_look_; }  // changed() has to be asked
  // True if another process changed the data since the last call: what is remembered of it may be wrong. While
  // it cannot be told, because the file is locked or gone, what is remembered is all there is.
  bool changed(base::MonoTime now);

 private:
  base::Result<void> open();

  std::string path_;
  QueryTable query_;
  std::unique_ptr<sql::Database> database_;
  base::MonoTime next_look_{};
  bool was_open_ = false;
  std::int64_t data_version_ = 0;
  bool doubtful_ = false;  // what is remembered may be wrong
};

}  // namespace dovetail::table::maps
