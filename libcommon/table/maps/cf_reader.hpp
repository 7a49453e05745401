// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "libcommon/table/cf_file.hpp"

namespace dovetail::table::maps {

// Reads typed values from a table file and collects what is wrong with them. Postfix's rules: numbers and
// times are decimal, times default to seconds, booleans are yes or no; what is wrong leaves the default.
class CfReader {
 public:
  CfReader(const CfFile& file, std::vector<Problem>& problems);

  std::string text(std::string_view name, std::string_view fallback = {});
  std::string required(std::string_view name, std::string_view fallback = {});  // an error if empty
  std::uint64_t number(std::string_view name, std::uint64_t fallback);
  std::optional<bool> boolean(std::string_view name);
  std::chrono::seconds time(std::string_view name, std::chrono::seconds fallback);
  bool has(std::string_view name) const { return file_.find(name) != nullptr; }

  // Names that nobody asked for: Postfix ignores them silently, we say so.
  void warn_of_unknown();

 private:
  const CfFile::Setting* take(std::string_view name);
  void wrong(const CfFile::Setting& setting, std::string text);

  const CfFile& file_;
  std::vector<Problem>& problems_;
  std::set<std::string, std::less<>> known_;
};

}  // namespace dovetail::table::maps
