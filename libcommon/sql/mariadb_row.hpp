// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libcommon/sql/mariadb_handles.hpp"

namespace dovetail::sql {

// The buffers that a prepared statement's rows are fetched into. They are bound anew when a result has other
// columns than the last one, and grow when a value did not fit.
class MariadbRow {
 public:
  // Binds to the columns that `statement` has now; false: the library refused.
  bool attach(MYSQL_STMT* statement);
  // After MYSQL_DATA_TRUNCATED: grows what was too small and reads those values again; false: the library refused.
  bool complete(MYSQL_STMT* statement);
  void detach() { columns_.clear(); }   // no result with columns

  int columns() const { return static_cast<int>(columns_.size()); }
  std::string_view name(int column) const { return at(column).name; }
  bool is_null(int column) const { return at(column).null != 0; }
  std::string_view text(int column) const;

 private:
  struct Column {
    std::string name;
    std::string buffer;
    unsigned long length = 0;
    my_bool null = 0;
    my_bool truncated = 0;
  };
  const Column& at(int column) const { return columns_[static_cast<std::size_t>(column)]; }
  bool bind(MYSQL_STMT* statement);

  std::vector<Column> columns_;
  std::vector<MYSQL_BIND> binds_;
};

}  // namespace dovetail::sql
