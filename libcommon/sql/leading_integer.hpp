// SPDX-License-Identifier: MIT
#pragma once

#include <charconv>
#include <cstdint>
#include <string_view>

namespace dovetail::sql {

// The integer a text begins with, 0 if there is none: what SQLite's CAST gives, for columns fetched as text.
inline std::int64_t leading_integer(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace dovetail::sql
