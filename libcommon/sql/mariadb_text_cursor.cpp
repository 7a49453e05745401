// SPDX-License-Identifier: MIT
#include "libcommon/sql/mariadb_text_cursor.hpp"

#include "libcommon/sql/failure.hpp"
#include "libcommon/sql/leading_integer.hpp"

namespace dovetail::sql {

base::Result<void> MariadbTextCursor::run(std::string_view text) {
  auto sent = link_.run("cannot execute",
                        [&](MYSQL* handle) { return mysql_real_query(handle, text.data(), text.size()); });
  return sent ? open_result() : sent;
}

base::Result<void> MariadbTextCursor::open_result() {
  MYSQL* handle = link_.handle.get();
  columns_ = mysql_field_count(handle);
  row_ = nullptr;
  if (columns_ == 0) {
    link_.changes = static_cast<std::int64_t>(mysql_affected_rows(handle));
    link_.last_insert_id = static_cast<std::int64_t>(mysql_insert_id(handle));
    return {};
  }
  return link_.run("cannot read the result", [this](MYSQL* one) {
    result_.reset(mysql_store_result(one));
    return result_ == nullptr ? 1 : 0;
  });
}

base::Result<bool> MariadbTextCursor::step() {
  if (misused_) {
    return base::Unexpected(make_error(Failure::misuse, "a query text has no parameters to bind"));
  }
  row_ = result_ ? mysql_fetch_row(result_.get()) : nullptr;
  lengths_ = row_ != nullptr ? mysql_fetch_lengths(result_.get()) : nullptr;
  return row_ != nullptr;
}

base::Result<bool> MariadbTextCursor::next_result() {
  result_.reset();
  row_ = nullptr;
  columns_ = 0;
  if (link_.broken || mysql_more_results(link_.handle.get()) == 0) {
    return false;
  }
  auto moved =
      link_.run("cannot read the next result", [](MYSQL* handle) { return mysql_next_result(handle) > 0; });
  if (moved) {
    moved = open_result();
  }
  return moved ? base::Result<bool>(true) : base::Unexpected(std::move(moved).error());
}

// Whatever was not read must be, or the connection is out of step.
void MariadbTextCursor::reset() noexcept {
  for (auto more = next_result(); more && *more;) {
    more = next_result();
  }
}

void MariadbTextCursor::release() noexcept {
  reset();
  delete this;
}

std::string_view MariadbTextCursor::name(int column) const {
  const MYSQL_FIELD* field =
      result_ ? mysql_fetch_field_direct(result_.get(), static_cast<unsigned>(column)) : nullptr;
  return field == nullptr ? std::string_view{} : std::string_view(field->name, field->name_length);
}

std::string_view MariadbTextCursor::text(int column) {
  return row_[column] == nullptr ? std::string_view{} : std::string_view(row_[column], lengths_[column]);
}

std::int64_t MariadbTextCursor::integer(int column) {
  return leading_integer(text(column));
}

}  // namespace dovetail::sql
