// SPDX-License-Identifier: MIT
#include "libcommon/sql/sqlite_cursor.hpp"

#include "libcommon/sql/failure.hpp"

namespace dovetail::sql {

SqliteCursor::SqliteCursor(sqlite3* database, SqliteStatementHandle handle, std::string_view text,
                           SqliteTimeLimit* time_limit)
    : PreparedCursor(text),
      database_(database),
      handle_(std::move(handle)),
      values_(static_cast<std::size_t>(sqlite3_bind_parameter_count(handle_.get()))),
      time_limit_(time_limit) {}

SqliteCursor::~SqliteCursor() {
  if (begun_) {
    time_limit_->end();
  }
}

void SqliteCursor::note(int result) {
  if (bind_result_ == SQLITE_OK) {
    bind_result_ = result;
  }
}

void SqliteCursor::bind_text(int parameter, std::string_view text) {
  const auto index = static_cast<std::size_t>(parameter) - 1;
  if (index >= values_.size()) {
    return note(SQLITE_RANGE);
  }
  values_[index].assign(text);
  note(sqlite3_bind_text64(handle_.get(), parameter, values_[index].data(), text.size(), SQLITE_STATIC,
                           SQLITE_UTF8));
}

void SqliteCursor::bind_blob(int parameter, std::string_view bytes) {
  const auto index = static_cast<std::size_t>(parameter) - 1;
  if (index >= values_.size()) {
    return note(SQLITE_RANGE);
  }
  values_[index].assign(bytes);
  note(sqlite3_bind_blob64(handle_.get(), parameter, values_[index].data(), bytes.size(), SQLITE_STATIC));
}

void SqliteCursor::bind_integer(int parameter, std::int64_t value) {
  note(sqlite3_bind_int64(handle_.get(), parameter, value));
}

void SqliteCursor::bind_null(int parameter) {
  note(sqlite3_bind_null(handle_.get(), parameter));
}

base::Result<bool> SqliteCursor::step() {
  if (bind_result_ != SQLITE_OK) {
    return base::Unexpected(
        make_error(Failure::misuse, std::string("cannot bind: ") + sqlite3_errstr(bind_result_)));
  }
  if (done_) {  // SQLite would run it once more
    return false;
  }
  if (time_limit_ != nullptr && !begun_) {
    time_limit_->begin();
    begun_ = true;
  }
  const int result = sqlite3_step(handle_.get());
  if (result == SQLITE_ROW) {
    return true;
  }
  done_ = true;
  if (result == SQLITE_DONE) {
    return false;
  }
  base::Error error = sqlite_error(database_, result, "cannot execute");
  sqlite3_reset(handle_.get());  // lets go of its locks now
  return base::Unexpected(std::move(error));
}

void SqliteCursor::reset() noexcept {
  sqlite3_reset(handle_.get());
  sqlite3_clear_bindings(handle_.get());
  if (begun_) {
    time_limit_->end();
  }
  bind_result_ = SQLITE_OK;
  begun_ = false;
  done_ = false;
}

std::string_view SqliteCursor::text(int column) {
  const void* bytes = sqlite3_column_text(handle_.get(), column);  // before the length: it may convert
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
  return bytes == nullptr ? std::string_view{} : std::string_view(static_cast<const char*>(bytes), size);
}

}  // namespace dovetail::sql
