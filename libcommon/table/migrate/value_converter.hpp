// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcommon/table/migrate/convert.hpp"
#include "libcommon/table/migrate/main_cf.hpp"
#include "libcommon/table/migrate/parameters.hpp"
#include "libcommon/table/migrate/served_tables.hpp"

namespace dovetail::table::migrate {

// Puts the socketmap: form in place of the tables in parameters' values, and says of every database table that
// is left why it stays.
class ValueConverter {
 public:
  ValueConverter(const MainCf& main, const ConvertOptions& options, bool virtual_delivers, ServedTables& tables);

  struct Converted {
    std::optional<std::string> value;  // nothing: the parameter stays as it is
    std::vector<std::string> notes;
  };
  Converted convert(std::string_view name, std::string_view value);

  std::size_t kept() const { return kept_; }
  std::size_t unknown() const { return unknown_; }

 private:
  enum class Kind { none, tables, restrictions };
  Kind kind_of(std::string_view name) const;
  std::string with_references(std::string_view value) const;
  std::optional<std::string> moved(const Parameter* parameter, std::string_view value, Converted& out);
  std::optional<std::string> table(const Parameter& use, std::string_view token, Converted& out);
  std::string reason_to_stay(const Parameter& use) const;
  Way way_for(const Parameter& use) const;
  void note_leftovers(std::string_view name, std::string_view value, Kind kind, Converted& out);

  const MainCf& main_;
  const ConvertOptions& options_;
  bool virtual_delivers_;
  ServedTables& tables_;
  std::vector<std::string> classes_;  // smtpd_restriction_classes
  std::size_t kept_ = 0;
  std::size_t unknown_ = 0;
};

}  // namespace dovetail::table::migrate
