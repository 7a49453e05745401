// SPDX-License-Identifier: MIT
#include "libcommon/sql/statement.hpp"

namespace dovetail::sql {

Statement& Statement::bind(int parameter, std::string_view text) {
  cursor_->bind_text(parameter, text);
  return *this;
}

Statement& Statement::bind(int parameter, std::int64_t value) {
  cursor_->bind_integer(parameter, value);
  return *this;
}

Statement& Statement::bind_blob(int parameter, std::string_view bytes) {
  cursor_->bind_blob(parameter, bytes);
  return *this;
}

Statement& Statement::bind_null(int parameter) {
  cursor_->bind_null(parameter);
  return *this;
}

base::Result<bool> Statement::step() {
  return cursor_->step();
}

base::Result<void> Statement::execute() {
  for (;;) {
    auto row = cursor_->step();
    if (!row) {
      cursor_->reset();
      return base::Unexpected(std::move(row).error());
    }
    if (*row) {
      continue;
    }
    auto more = cursor_->next_result();
    if (!more || !*more) {
      cursor_->reset();
      return more ? base::Result<void>() : base::Unexpected(std::move(more).error());
    }
  }
}

base::Result<bool> Statement::next_result() {
  return cursor_->next_result();
}

void Statement::reset() {
  cursor_->reset();
}

std::optional<std::string_view> Statement::optional_text(int column) {
  return cursor_->is_null(column) ? std::nullopt : std::optional(cursor_->text(column));
}

}  // namespace dovetail::sql
