// SPDX-License-Identifier: MIT
#include <cerrno>
#include <string>

#include "libcommon/sql/failure.hpp"
#include "libcommon/sql/sqlite_handles.hpp"

namespace dovetail::sql {
namespace {

// What the system said to SQLite: no space or quota left, or a file system that is (or became) read only.
Failure failure_of_system(sqlite3* handle, Failure otherwise) {
  switch (handle == nullptr ? 0 : sqlite3_system_errno(handle)) {
    case ENOSPC:
    case EDQUOT:
      return Failure::full;
    case EROFS:
      return Failure::readonly;
    default:
      return otherwise;
  }
}

Failure failure_from(sqlite3* handle, int result) {
  if (result == SQLITE_READONLY_DBMOVED) {
    return Failure::lost;
  }
  switch (result & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
    case SQLITE_SCHEMA:
      return Failure::busy;
    case SQLITE_INTERRUPT:
      return Failure::timed_out;
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
      return Failure::constraint;
    case SQLITE_FULL:
      return Failure::full;
    case SQLITE_IOERR:
      return failure_of_system(handle, Failure::other);
    case SQLITE_READONLY:
      return Failure::readonly;
    case SQLITE_CANTOPEN:
      return failure_of_system(handle, Failure::unreachable);
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return Failure::refused;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return Failure::damaged;
    case SQLITE_ERROR:
    case SQLITE_TOOBIG:
      return Failure::query;
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
      return Failure::misuse;
    default:
      return Failure::other;
  }
}

}  // namespace

base::Error sqlite_error(sqlite3* handle, int result, std::string_view what) {
  std::string detail(what);
  detail.append(": ").append(handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(result));
  detail.append(" (").append(std::to_string(result)).append(")");
  return make_error(failure_from(handle, result), std::move(detail));
}

}  // namespace dovetail::sql
