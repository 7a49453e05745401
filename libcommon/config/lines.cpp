// SPDX-License-Identifier: MIT
#include "libcommon/config/lines.hpp"

#include "libcommon/config/limits.hpp"

namespace dovetail::config {

std::string_view without_leading_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) {
    text.remove_prefix(1);
  }
  return text;
}

std::string_view without_trailing_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

std::size_t comment_start(std::string_view line) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '#') {
      return i;
    }
    if (line[i] != '"' && line[i] != '\'') {
      continue;
    }
    const char quote = line[i];
    for (++i; i < line.size() && line[i] != quote; ++i) {
      i += line[i] == '\\' ? 1 : 0;
    }
    if (i >= line.size()) {
      return line.size();  // no partner: the rest has no comment
    }
  }
  return line.size();
}

std::optional<std::string_view> LogicalLines::physical() {
  if (rest_.empty()) {
    return std::nullopt;
  }
  const auto end = rest_.find('\n');
  std::string_view line = rest_.substr(0, end);
  rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
  if (line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  ++number_;
  return line.substr(0, line.find('\0'));
}

std::optional<LogicalLine> LogicalLines::next() {
  LogicalLine out;
  while (const auto physical_line = physical()) {
    std::string_view line = without_leading_blanks(*physical_line);
    if (line.empty() || line.front() == '#') {
      if (grammar_ == Grammar::main) {
        out = LogicalLine{};  // Dovecot forgets what the continuation had collected, without a word
      }
      continue;
    }
    const std::size_t comment = comment_start(line);
    out.ambiguous_hash |= comment < line.size() && !is_blank(line[comment - 1]);
    line = without_trailing_blanks(line.substr(0, comment));
    out.number = out.number == 0 ? number_ : out.number;
    const bool continues = line.ends_with('\\');
    if (continues) {
      line = without_trailing_blanks(line.substr(0, line.size() - 1));
    }
    if (out.text.size() + line.size() > kMaxLineBytes) {
      out.too_long = true;
    } else {
      out.text.append(line);
    }
    if (!continues) {
      return out;
    }
    if (!line.empty()) {
      out.text.push_back(' ');
    }
  }
  return std::nullopt;
}

}  // namespace dovetail::config
