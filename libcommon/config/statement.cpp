// SPDX-License-Identifier: MIT
#include "libcommon/config/statement.hpp"

namespace dovetail::config {
namespace {

Statement wrong(std::string text) {
  return {Statement::Kind::wrong, std::move(text), {}};
}

std::string without_backslashes(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    i += text[i] == '\\' ? 1 : 0;
    if (i < text.size()) {  // a backslash at the end goes, too
      out.push_back(text[i]);
    }
  }
  return out;
}

// `rest` follows the type of a section: [name] "{"
Statement parse_open(std::string_view type, std::string_view rest) {
  std::string name;
  if (rest.starts_with('"')) {
    // Ends at the next quote even after a backslash, unlike a value.
    const auto end = rest.find('"', 1);
    if (end == std::string_view::npos) {
      return wrong("Missing '\"' after the section's name");
    }
    name = without_backslashes(rest.substr(1, end - 1));
    rest = without_leading_blanks(rest.substr(end + 1));
  } else if (!rest.starts_with('{')) {
    const auto end = rest.find_first_of(" \t");
    name = std::string(rest.substr(0, end));
    rest = end == std::string_view::npos ? std::string_view{} : without_leading_blanks(rest.substr(end));
  }
  if (!rest.starts_with('{')) {
    return wrong("Expecting '{'");
  }
  if (rest.size() > 1) {
    return wrong("Garbage after '{'");
  }
  return {Statement::Kind::open, std::string(type), std::move(name)};
}

}  // namespace

Statement parse_statement(std::string_view line, Grammar grammar) {
  const std::string_view key = line.substr(0, line.find_first_of(" \t="));
  std::string_view rest = without_leading_blanks(line.substr(key.size()));
  if (rest.starts_with('=')) {
    return {Statement::Kind::setting, std::string(key), std::string(without_leading_blanks(rest.substr(1)))};
  }
  if (key == "!include" || key == "!include_try") {
    return {
        key == "!include" ? Statement::Kind::include : Statement::Kind::include_try, std::string(rest), {}};
  }
  if (key == "}" && rest.empty()) {
    return {Statement::Kind::close, {}, {}};
  }
  if (grammar == Grammar::driver_file && !line.ends_with('{')) {
    return wrong("Expecting '='");
  }
  return parse_open(key, rest);
}

std::string unquoted(std::string_view text) {
  if (text.empty() || (text.front() != '"' && text.front() != '\'') || text.front() != text.back()) {
    return std::string(text);
  }
  // A lone quote begins and ends with itself: Dovecot reads it as empty.
  return text.size() == 1 ? std::string() : without_backslashes(text.substr(1, text.size() - 2));
}

std::string quoted_if_needed(std::string_view text) {
  const bool edges =
      !text.empty() && (is_blank(text.front()) || is_blank(text.back()) || text.front() == '"' ||
                        text.front() == '\'' || text.front() == '<' || text.back() == '\\');
  if (!edges && text.find_first_of("#$\"'") == std::string_view::npos) {
    return std::string(text);
  }
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\'' || c == '\\') {
      out.push_back('\\');
    }
    out.push_back(c);
  }
  return out + "\"";
}

}  // namespace dovetail::config
