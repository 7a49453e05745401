// SPDX-License-Identifier: MIT
#include "libcommon/table/migrate/master_cf.hpp"

#include <optional>

#include "libcommon/base/text.hpp"
#include "libcommon/table/cf_file.hpp"
#include "libcommon/table/text/braces.hpp"

namespace dovetail::table::migrate {
namespace {

// White space separates words, but not within braces.
std::vector<std::string_view> words_outside_braces(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t start = 0;
  int depth = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : ' ';
    if (c == '{') ++depth;
    if (c == '}') --depth;
    if (i == text.size() || (depth <= 0 && base::is_space(c))) {
      if (i > start) words.push_back(text.substr(start, i - start));
      start = i + 1;
    }
  }
  return words;
}

}  // namespace

std::vector<Override> read_overrides(std::string_view master_cf) {
  std::vector<Override> overrides;
  std::vector<Problem> ignored;
  for (const LogicalLine& line : logical_lines(master_cf, ignored)) {
    const auto words = words_outside_braces(line.text);
    if (words.size() < 8) continue;
    const std::string service = std::string(words[0]) + "/" + std::string(words[1]);
    for (std::size_t i = 8; i < words.size(); ++i) {
      std::string_view option = words[i];
      if (option == "-o" && i + 1 < words.size()) {
        option = words[++i];
      } else if (option.substr(0, 2) == "-o") {
        option.remove_prefix(2);
      } else {
        continue;
      }
      if (const auto inside = text::inside_braces(option)) option = *inside;
      if (const auto pair = base::split_once(option, '=')) {
        overrides.push_back({service, line.number, std::string(base::trimmed(pair->first)),
                             std::string(base::trimmed(pair->second))});
      }
    }
  }
  return overrides;
}

}  // namespace dovetail::table::migrate
