// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libcommon/sql/sqlite_handles.hpp"
#include "libcommon/sql/sqlite_time_limit.hpp"
#include "libcommon/sql/statement_cache.hpp"

namespace dovetail::sql {

// One prepared statement of an SQLite connection, which must outlive it; of that connection's thread. Bound values are
// copied; texts of a row hold until the next step() or reset() (sqlite3_column_text).
class SqliteCursor final : public PreparedCursor {
 public:
  SqliteCursor(sqlite3* database, SqliteStatementHandle handle, std::string_view text,
               SqliteTimeLimit* time_limit);
  ~SqliteCursor() override;

  void bind_text(int parameter, std::string_view text) override;
  void bind_blob(int parameter, std::string_view bytes) override;
  void bind_integer(int parameter, std::int64_t value) override;
  void bind_null(int parameter) override;
  base::Result<bool> step() override;
  base::Result<bool> next_result() override { return false; }
  void reset() noexcept override;

  int columns() const override { return sqlite3_column_count(handle_.get()); }
  std::string_view name(int column) const override { return sqlite3_column_name(handle_.get(), column); }
  bool is_null(int column) const override { return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL; }
  std::string_view text(int column) override;
  std::int64_t integer(int column) override { return sqlite3_column_int64(handle_.get(), column); }

 private:
  void note(int result);

  sqlite3* database_;
  SqliteStatementHandle handle_;
  std::vector<std::string> values_;   // one per parameter; keeps its room, so that binding seldom allocates
  int bind_result_ = SQLITE_OK;       // the first bind that went wrong
  SqliteTimeLimit* time_limit_;       // null: none
  bool begun_ = false;
  bool done_ = false;
};

}  // namespace dovetail::sql
