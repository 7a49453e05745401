// SPDX-License-Identifier: MIT
#include "libcommon/sql/mariadb_cursor.hpp"

#include <errmsg.h>

#include <utility>

#include "libcommon/sql/failure.hpp"
#include "libcommon/sql/leading_integer.hpp"

namespace dovetail::sql {

using Clock = std::chrono::steady_clock;

MariadbCursor::MariadbCursor(MariadbLink& link, MariadbStatementHandle handle, std::string_view text)
    : PreparedCursor(text),
      link_(link),
      handle_(std::move(handle)),
      values_(mysql_stmt_param_count(handle_.get())),
      binds_(values_.size()) {
  learn_shape();
  reset();
}

void MariadbCursor::learn_shape() {
  shape_ = {};
  const MariadbResultHandle result(mysql_stmt_result_metadata(handle_.get()));
  const unsigned count = result == nullptr ? 0 : mysql_num_fields(result.get());
  for (unsigned i = 0; i < count; ++i) {
    const MYSQL_FIELD& field = *mysql_fetch_field_direct(result.get(), i);
    shape_.columns.push_back({std::string(field.name, field.name_length), static_cast<std::uint8_t>(field.type),
                              static_cast<std::uint16_t>(field.flags & (kUnsigned | kZeroFill))});
  }
}

MYSQL_BIND* MariadbCursor::parameter(int number, enum_field_types type) {
  const auto index = static_cast<std::size_t>(number) - 1;
  if (index >= binds_.size() || state_ != State::idle) {
    bad_parameter_ = true;
    return nullptr;
  }
  binds_[index] = {};
  binds_[index].buffer_type = type;
  return &binds_[index];
}

void MariadbCursor::bind_text(int number, std::string_view text) {
  if (MYSQL_BIND* bind = parameter(number, MYSQL_TYPE_STRING)) {
    Parameter& value = values_[static_cast<std::size_t>(number) - 1];
    value.text.assign(text);
    value.length = text.size();
    bind->buffer = value.text.data();
    bind->buffer_length = value.length;
    bind->length = &value.length;
  }
}

void MariadbCursor::bind_blob(int number, std::string_view bytes) {
  bind_text(number, bytes);
  if (!bad_parameter_) {
    binds_[static_cast<std::size_t>(number) - 1].buffer_type = MYSQL_TYPE_BLOB;  // no charset conversion
  }
}

void MariadbCursor::bind_integer(int number, std::int64_t integer) {
  if (MYSQL_BIND* bind = parameter(number, MYSQL_TYPE_LONGLONG)) {
    Parameter& value = values_[static_cast<std::size_t>(number) - 1];
    value.integer = integer;
    bind->buffer = &value.integer;
  }
}

void MariadbCursor::bind_null(int number) {
  parameter(number, MYSQL_TYPE_NULL);
}

base::Error MariadbCursor::failed(std::string_view what, Clock::time_point begun) {
  state_ = State::done;
  return link_.judged(mariadb_error(handle_.get(), what), begun);
}

base::Result<void> MariadbCursor::run() {
  if (bad_parameter_) {
    return base::Unexpected(
        make_error(Failure::misuse, "cannot bind: no such parameter, or bound while running"));
  }
  const auto begun = Clock::now();
  // A table that got more columns since makes the library give up on "SELECT *": prepare it anew, once.
  if (!execute() &&
      !(mysql_stmt_errno(handle_.get()) == CR_NEW_STMT_METADATA && prepare_again() && execute())) {
    return base::Unexpected(failed("cannot execute", begun));
  }
  return open_result();
}

bool MariadbCursor::execute() {
  return (binds_.empty() || mysql_stmt_bind_param(handle_.get(), binds_.data()) == 0) &&
         mysql_stmt_execute(handle_.get()) == 0;
}

bool MariadbCursor::prepare_again() {
  const bool prepared = mysql_stmt_prepare(handle_.get(), query_text().data(), query_text().size()) == 0;
  learn_shape();
  return prepared;
}

base::Result<void> MariadbCursor::open_result() {
  const auto begun = Clock::now();
  state_ = State::done;
  if (mysql_stmt_field_count(handle_.get()) == 0) {
    row_.detach();
    link_.changes = static_cast<std::int64_t>(mysql_stmt_affected_rows(handle_.get()));
    link_.last_insert_id = static_cast<std::int64_t>(mysql_stmt_insert_id(handle_.get()));
    return {};
  }
  // Taking the whole result frees the connection for other statements.
  if (!row_.attach(handle_.get()) || mysql_stmt_store_result(handle_.get()) != 0) {
    return base::Unexpected(failed("cannot read the result", begun));
  }
  shape_.several = shape_.several || mysql_stmt_more_results(handle_.get()) != 0;
  state_ = State::rows;
  return {};
}

base::Result<bool> MariadbCursor::step() {
  if (state_ == State::idle) {
    if (auto begun = run(); !begun) {
      return base::Unexpected(std::move(begun).error());
    }
  }
  if (state_ == State::done) {
    return false;
  }
  const auto begun = Clock::now();
  const int result = mysql_stmt_fetch(handle_.get());
  if (result == MYSQL_NO_DATA) {
    state_ = State::done;
    return false;
  }
  if (result == 1 || (result == MYSQL_DATA_TRUNCATED && !row_.complete(handle_.get()))) {
    return base::Unexpected(failed("cannot fetch", begun));
  }
  return true;
}

base::Result<bool> MariadbCursor::next_result() {
  if (state_ == State::idle || mysql_stmt_more_results(handle_.get()) == 0) {
    return false;
  }
  const auto begun = Clock::now();
  mysql_stmt_free_result(handle_.get());
  const int result = mysql_stmt_next_result(handle_.get());
  if (result > 0) {
    return base::Unexpected(failed("cannot read the next result", begun));
  }
  if (result < 0) {
    state_ = State::done;
    return false;
  }
  auto opened = open_result();
  return opened ? base::Result<bool>(true) : base::Unexpected(std::move(opened).error());
}

void MariadbCursor::reset() noexcept {
  if (state_ != State::idle && !link_.broken) {
    mysql_stmt_free_result(handle_.get());
    while (mysql_stmt_more_results(handle_.get()) != 0 && mysql_stmt_next_result(handle_.get()) == 0) {
      mysql_stmt_free_result(handle_.get());  // the results of a CALL that nobody asked for
      shape_.several = true;
    }
  }
  for (MYSQL_BIND& bind : binds_) {
    bind = {};
    bind.buffer_type = MYSQL_TYPE_NULL;
  }
  bad_parameter_ = false;
  state_ = State::idle;
}

std::int64_t MariadbCursor::integer(int column) {
  return leading_integer(row_.text(column));
}

}  // namespace dovetail::sql
