// SPDX-License-Identifier: MIT
#include "libcommon/table/maps/map.hpp"

namespace dovetail::table::maps {

const TextTable* Table::text() const {
  const auto* held = std::get_if<std::unique_ptr<TextTable>>(&source);
  return held ? held->get() : nullptr;
}

SqliteTable* Table::sqlite() const {
  const auto* held = std::get_if<std::unique_ptr<SqliteTable>>(&source);
  return held ? held->get() : nullptr;
}

const MariadbTable* Table::mariadb() const {
  const auto* held = std::get_if<std::unique_ptr<MariadbTable>>(&source);
  return held ? held->get() : nullptr;
}

}  // namespace dovetail::table::maps
