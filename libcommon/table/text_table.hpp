// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "libcommon/table/answer.hpp"
#include "libcommon/table/cf_file.hpp"

namespace dovetail::table {

// A table held in memory, read from a text. Immutable; lookups from any thread.
class TextTable {
 public:
  virtual ~TextTable() = default;
  virtual Answer lookup(std::string_view key) const = 0;
};

// A table and what is to be said about its text; no table if there is an error among the problems.
struct ReadTable {
  std::unique_ptr<TextTable> table;
  std::vector<Problem> problems;

  bool usable() const { return table != nullptr; }
};

}  // namespace dovetail::table
