// SPDX-License-Identifier: MIT
#include "libcommon/table/text/braces.hpp"

#include "libcommon/base/text.hpp"
#include "libcommon/table/limits.hpp"

namespace dovetail::table::text {

std::optional<std::string_view> inside_braces(std::string_view text) {
  text = base::trimmed(text);
  if (text.size() < 2 || text.front() != '{' || text.back() != '}') return std::nullopt;
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{') ++depth;
    if (text[i] == '}' && --depth == 0 && i + 1 < text.size()) return std::nullopt;
  }
  if (depth != 0) return std::nullopt;
  return base::trimmed(text.substr(1, text.size() - 2));
}

std::optional<std::vector<std::string_view>> split_outside_braces(std::string_view text) {
  std::vector<std::string_view> parts;
  std::size_t start = 0;
  std::size_t depth = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : ',';
    if (c == '{' && ++depth > kMaxNesting) return std::nullopt;
    if (c == '}') {
      if (depth == 0) return std::nullopt;
      --depth;
    }
    if (depth == 0 && (c == ',' || base::is_space(c))) {
      if (i > start) parts.push_back(text.substr(start, i - start));
      start = i + 1;
    }
  }
  if (depth != 0) return std::nullopt;
  return parts;
}

}  // namespace dovetail::table::text
