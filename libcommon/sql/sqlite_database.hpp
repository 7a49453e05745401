// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <string>

#include "libcommon/sql/database.hpp"
#include "libcommon/sql/sqlite_handles.hpp"
#include "libcommon/sql/sqlite_time_limit.hpp"
#include "libcommon/sql/statement_cache.hpp"

namespace dovetail::sql {

// An open SQLite file as database.hpp describes it: of one thread at a time, errors sorted by sqlite_error.cpp.
// open_sqlite() makes it. `time_limit` 0: a question may take as long as it likes.
class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(SqliteHandle handle, std::string path, std::chrono::milliseconds time_limit);

  Dialect dialect() const override { return Dialect::sqlite; }
  std::string describe() const override { return "sqlite " + path_; }
  base::Result<Statement> prepare(std::string_view query) override;
  base::Result<Statement> query(std::string_view text) override;
  std::string escape(std::string_view value) override;
  base::Result<void> execute(std::string_view text) override;
  std::int64_t changes() const override { return sqlite3_changes(handle_.get()); }
  std::int64_t last_insert_id() const override { return sqlite3_last_insert_rowid(handle_.get()); }
  base::Result<void> begin(Begin mode) override;
  base::Result<void> commit() override;
  void rollback() noexcept override;
  base::Result<std::int64_t> data_version() override;
  bool is_current() const override;
  bool reading_holds_off_writers() override;
  base::Result<void> ping() override { return {}; }

 private:
  base::Result<std::unique_ptr<PreparedCursor>> compile(std::string_view query, unsigned flags);

  std::unique_ptr<SqliteTimeLimit> time_limit_;   // null: none
  SqliteHandle handle_;   // before the cache: its statements go first
  std::string path_;
  bool in_memory_;
  dev_t device_ = 0;      // of the file that was opened
  ino_t inode_ = 0;
  StatementCache cache_;
};

}  // namespace dovetail::sql
