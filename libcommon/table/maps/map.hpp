// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "libcommon/base/error.hpp"
#include "libcommon/table/cache.hpp"
#include "libcommon/table/derived_keys.hpp"
#include "libcommon/table/maps/query_file.hpp"
#include "libcommon/table/maps/sqlite_table.hpp"
#include "libcommon/table/text_table.hpp"

namespace dovetail::table::maps {

// A database on a server: asked by workers, each with a connection of its own.
struct MariadbTable {
  QueryTable query;
  MariadbSource source;
  std::string source_key;
};

// One lookup table. Immutable once loaded, but for the SQLite handle, which is the loop's thread's.
struct Table {
  TableId id = 0;
  std::string label;  // "mysql:/etc/postfix/cf.d/x.cf"
  bool folds = true;  // keys are asked in lower case
  Lifetimes lifetimes;
  std::variant<std::unique_ptr<TextTable>, std::unique_ptr<SqliteTable>, std::unique_ptr<MariadbTable>>
      source;

  const TextTable* text() const;
  SqliteTable* sqlite() const;
  const MariadbTable* mariadb() const;
};

// What clients name: one table, or several whose results are joined (unionmap).
struct Map {
  std::uint32_t number = 0;  // of this version of it; never used again
  std::string name;
  std::vector<Table> tables;
  Keys keys = Keys::exact;
  KeyRules rules;
  bool propagate_extension = false;
  bool secret = false;  // results are credentials

  // Set where the map could not be loaded: every lookup is answered with it.
  std::unique_ptr<base::Error> fault;
};

}  // namespace dovetail::table::maps
