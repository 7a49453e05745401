// SPDX-License-Identifier: MIT
#include "libcommon/sql/mariadb_row.hpp"

namespace dovetail::sql {
namespace {

constexpr std::size_t kFirstRoom =
    256;  // bytes of a column's buffer; most values of a mail server are shorter

}  // namespace

bool MariadbRow::attach(MYSQL_STMT* statement) {
  const MariadbResultHandle result(mysql_stmt_result_metadata(statement));
  if (result == nullptr) {
    return false;
  }
  const unsigned count = mysql_num_fields(result.get());
  const MYSQL_FIELD* fields = mysql_fetch_fields(result.get());
  columns_.resize(count);
  for (unsigned i = 0; i < count; ++i) {
    columns_[i].name.assign(fields[i].name, fields[i].name_length);
    if (columns_[i].buffer.empty()) {
      columns_[i].buffer.resize(kFirstRoom);
    }
  }
  return bind(statement);
}

bool MariadbRow::bind(MYSQL_STMT* statement) {
  binds_.assign(columns_.size(), MYSQL_BIND{});
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    binds_[i].buffer_type = MYSQL_TYPE_STRING;
    binds_[i].buffer = columns_[i].buffer.data();
    binds_[i].buffer_length = columns_[i].buffer.size();
    binds_[i].length = &columns_[i].length;
    binds_[i].is_null = &columns_[i].null;
    binds_[i].error = &columns_[i].truncated;
  }
  return mysql_stmt_bind_result(statement, binds_.data()) == 0;
}

bool MariadbRow::complete(MYSQL_STMT* statement) {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    Column& column = columns_[i];
    if (column.length <= column.buffer.size()) {
      continue;
    }
    column.buffer.resize(column.length);
    binds_[i].buffer = column.buffer.data();
    binds_[i].buffer_length = column.buffer.size();
    if (mysql_stmt_fetch_column(statement, &binds_[i], static_cast<unsigned>(i), 0) != 0) {
      return false;
    }
  }
  return mysql_stmt_bind_result(statement, binds_.data()) == 0;  // the next rows go into the new buffers
}

std::string_view MariadbRow::text(int column) const {
  const Column& one = at(column);
  return one.null != 0 ? std::string_view{} : std::string_view(one.buffer.data(), one.length);
}

}  // namespace dovetail::sql
