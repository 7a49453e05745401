// SPDX-License-Identifier: MIT
#include "libcommon/sql/sqlite_database.hpp"

#include <sys/stat.h>

#include "libcommon/base/text.hpp"
#include "libcommon/sql/failure.hpp"
#include "libcommon/sql/sqlite_cursor.hpp"

namespace dovetail::sql {

SqliteDatabase::SqliteDatabase(SqliteHandle handle, std::string path, std::chrono::milliseconds time_limit)
    : time_limit_(time_limit.count() > 0 ? std::make_unique<SqliteTimeLimit>(handle.get(), time_limit) : nullptr),
      handle_(std::move(handle)),
      path_(std::move(path)),
      in_memory_(path_ == ":memory:") {
  struct stat file {};
  if (!in_memory_ && ::stat(path_.c_str(), &file) == 0) {
    device_ = file.st_dev;
    inode_ = file.st_ino;
  }
}

base::Result<std::unique_ptr<PreparedCursor>> SqliteDatabase::compile(std::string_view query,
                                                                      unsigned flags) {
  if (query.find('\0') != std::string_view::npos) {  // SQLite would stop reading there
    return base::Unexpected(make_error(Failure::query, "cannot prepare: NUL byte in the query"));
  }
  sqlite3_stmt* statement = nullptr;
  const int result = sqlite3_prepare_v3(handle_.get(), query.data(), static_cast<int>(query.size()), flags,
                                        &statement, nullptr);
  SqliteStatementHandle owned(statement);
  if (result != SQLITE_OK) {
    return base::Unexpected(sqlite_error(handle_.get(), result, "cannot prepare"));
  }
  if (owned == nullptr) {
    return base::Unexpected(make_error(Failure::query, "cannot prepare: the query is empty"));
  }
  return std::unique_ptr<PreparedCursor>(
      std::make_unique<SqliteCursor>(handle_.get(), std::move(owned), query, time_limit_.get()));
}

base::Result<Statement> SqliteDatabase::prepare(std::string_view query) {
  if (PreparedCursor* known = cache_.take(query)) {
    return Statement(known);
  }
  auto cursor = compile(query, SQLITE_PREPARE_PERSISTENT);
  if (!cursor) {
    return base::Unexpected(std::move(cursor).error());
  }
  return Statement(cache_.adopt(*std::move(cursor)));
}

base::Result<Statement> SqliteDatabase::query(std::string_view text) {
  auto cursor = compile(text, 0);
  if (!cursor) {
    return base::Unexpected(std::move(cursor).error());
  }
  return Statement(cursor->release());
}

std::string SqliteDatabase::escape(std::string_view value) {
  return base::replaced_all(value, "'", "''");
}

base::Result<void> SqliteDatabase::execute(std::string_view text) {
  const int result = sqlite3_exec(handle_.get(), std::string(text).c_str(), nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) {
    return base::Unexpected(sqlite_error(handle_.get(), result, "cannot execute"));
  }
  return {};
}

base::Result<void> SqliteDatabase::begin(Begin mode) {
  auto statement = prepare(mode == Begin::immediate ? "BEGIN IMMEDIATE" : "BEGIN");
  return statement ? statement->execute() : base::Unexpected(std::move(statement).error());
}

base::Result<void> SqliteDatabase::commit() {
  auto statement = prepare("COMMIT");
  return statement ? statement->execute() : base::Unexpected(std::move(statement).error());
}

void SqliteDatabase::rollback() noexcept {
  if (sqlite3_get_autocommit(handle_.get()) == 0) {  // a severe error may have undone it already
    sqlite3_exec(handle_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

base::Result<std::int64_t> SqliteDatabase::data_version() {
  auto statement = prepare("PRAGMA data_version");
  if (!statement) {
    return base::Unexpected(std::move(statement).error());
  }
  auto row = statement->step();
  if (!row) {
    return base::Unexpected(std::move(row).error());
  }
  return statement->integer(0);
}

// Asked each time, which costs no look at the file: somebody may have changed the journal since.
bool SqliteDatabase::reading_holds_off_writers() {
  auto statement = prepare("PRAGMA journal_mode");
  if (!statement || !statement->step().value_or(false)) {
    return false;
  }
  const auto mode = statement->text(0);
  return mode == "delete" || mode == "truncate" || mode == "persist";
}

bool SqliteDatabase::is_current() const {
  struct stat file {};
  return in_memory_ || inode_ == 0 ||
         (::stat(path_.c_str(), &file) == 0 && file.st_ino == inode_ && file.st_dev == device_);
}

}  // namespace dovetail::sql
