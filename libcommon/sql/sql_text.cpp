// SPDX-License-Identifier: MIT
#include "libcommon/sql/sql_text.hpp"

#include <algorithm>

#include "libcommon/base/text.hpp"

namespace dovetail::sql {
namespace {

// Length of the comment or quoted text at the start of `text`, 0 if there is none.
std::size_t opaque_length(std::string_view text) {
  const auto up_to = [&](std::string_view end, std::size_t from) {
    const auto at = text.find(end, from);
    return at == std::string_view::npos ? text.size() : at + end.size();
  };
  if (text.starts_with("--") || text.starts_with('#')) {
    return up_to("\n", 1);
  }
  if (text.starts_with("/*")) {
    return up_to("*/", 2);
  }
  const char quote = text.front();
  if (quote == '\'' || quote == '"' || quote == '`') {  // a doubled quote is just the next quoted text
    return up_to(std::string_view(&quote, 1), 1);
  }
  return 0;
}

bool is_comment(std::string_view text) {
  return text.starts_with("--") || text.starts_with('#') || text.starts_with("/*");
}

}  // namespace

std::vector<std::string_view> split_statements(std::string_view script) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  bool blank = true;
  const auto finish = [&](std::size_t end) {
    if (!blank) {
      parts.push_back(base::trimmed(script.substr(begin, end - begin)));
    }
    begin = end + 1;
    blank = true;
  };
  std::size_t at = 0;
  while (at < script.size()) {
    const std::string_view rest = script.substr(at);
    if (const std::size_t length = opaque_length(rest); length > 0) {
      blank = blank && is_comment(rest);
      at += length;
      continue;
    }
    if (script[at] == ';') {
      finish(at);
    } else {
      blank = blank && base::is_space(script[at]);
    }
    ++at;
  }
  finish(script.size());
  return parts;
}

}  // namespace dovetail::sql
