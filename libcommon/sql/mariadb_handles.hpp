// SPDX-License-Identifier: MIT
#pragma once

#include <mysql.h>

#include <memory>
#include <string_view>

#include "libcommon/base/error.hpp"

namespace dovetail::sql {

struct MariadbClose {
  void operator()(MYSQL* handle) const noexcept { mysql_close(handle); }
};
using MariadbHandle = std::unique_ptr<MYSQL, MariadbClose>;

struct MariadbStatementClose {
  void operator()(MYSQL_STMT* statement) const noexcept { mysql_stmt_close(statement); }
};
using MariadbStatementHandle = std::unique_ptr<MYSQL_STMT, MariadbStatementClose>;

struct MariadbResultFree {
  void operator()(MYSQL_RES* result) const noexcept { mysql_free_result(result); }
};
using MariadbResultHandle = std::unique_ptr<MYSQL_RES, MariadbResultFree>;

// The last error of a connection or statement, seen as a Failure; `what` says what was being done.
base::Error mariadb_error(unsigned number, std::string_view state, std::string_view message, std::string_view what);
base::Error mariadb_error(MYSQL* handle, std::string_view what);
base::Error mariadb_error(MYSQL_STMT* statement, std::string_view what);

}  // namespace dovetail::sql
