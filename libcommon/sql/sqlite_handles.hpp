// SPDX-License-Identifier: MIT
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string_view>

#include "libcommon/base/error.hpp"

namespace dovetail::sql {

struct SqliteClose {
  void operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }
};
using SqliteHandle = std::unique_ptr<sqlite3, SqliteClose>;

struct SqliteFinalize {
  void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};
using SqliteStatementHandle = std::unique_ptr<sqlite3_stmt, SqliteFinalize>;

// What the last call on `handle` reported, seen as a Failure; `what` says what was being done.
base::Error sqlite_error(sqlite3* handle, int result, std::string_view what);

}  // namespace dovetail::sql
