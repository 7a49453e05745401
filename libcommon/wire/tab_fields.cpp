// SPDX-License-Identifier: MIT
#include "libcommon/wire/tab_fields.hpp"

#include <algorithm>

#include "libcommon/wire/limits.hpp"

namespace dovetail::wire {
namespace {

constexpr char kEscape = '\001';
constexpr std::string_view kSpecial("\0\001\t\r\n", 5);
constexpr std::string_view kLetters = "01trn";  // in the order of kSpecial
constexpr std::size_t kUsualLine = 120;

// find_first_of(kSpecial), which searches its set anew for each byte: most fields are names, free of control bytes.
std::size_t special_at(std::string_view field) {
  for (std::size_t at = 0; at < field.size(); ++at) {
    if (static_cast<unsigned char>(field[at]) <= '\r' && kSpecial.find(field[at]) != std::string_view::npos) {
      return at;
    }
  }
  return std::string_view::npos;
}

}  // namespace

void append_tab_escaped(std::string& out, std::string_view field) {
  for (;;) {
    const auto at = special_at(field);
    out.append(field.substr(0, at));
    if (at == std::string_view::npos) {
      return;
    }
    out.push_back(kEscape);
    out.push_back(kLetters[kSpecial.find(field[at])]);
    field.remove_prefix(at + 1);
  }
}

std::string tab_escaped(std::string_view field) {
  std::string out;
  append_tab_escaped(out, field);
  return out;
}

std::string tab_unescaped(std::string_view field) {
  std::string out;
  out.reserve(field.size());
  for (;;) {
    const auto at = field.find(kEscape);
    out.append(field.substr(0, at));
    if (at == std::string_view::npos || at + 1 == field.size()) {
      return out;
    }
    const auto letter = kLetters.find(field[at + 1]);
    out.push_back(letter == std::string_view::npos ? field[at + 1] : kSpecial[letter]);
    field.remove_prefix(at + 2);
  }
}

std::optional<std::vector<std::string>> split_tab_fields(std::string_view line) {
  const auto tabs = static_cast<std::size_t>(std::count(line.begin(), line.end(), '\t'));
  if (tabs >= kMaxTabFields) {
    return std::nullopt;
  }
  std::vector<std::string> fields;
  fields.reserve(tabs + 1);
  for (;;) {
    const auto at = line.find('\t');
    fields.push_back(tab_unescaped(line.substr(0, at)));
    if (at == std::string_view::npos) {
      return fields;
    }
    line.remove_prefix(at + 1);
  }
}

TabField parse_tab_field(std::string_view decoded) {
  const auto at = decoded.find('=');
  if (at == std::string_view::npos) {
    return {std::string(decoded), std::nullopt};
  }
  return {std::string(decoded.substr(0, at)), std::string(decoded.substr(at + 1))};
}

TabLine::TabLine(std::string_view command) {
  line_.reserve(kUsualLine);
  line_ = command;
}

TabLine& TabLine::field(std::string_view value) {
  line_.push_back('\t');
  append_tab_escaped(line_, value);
  return *this;
}

TabLine& TabLine::field(unsigned long number) {
  line_.push_back('\t');
  line_.append(std::to_string(number));
  return *this;
}

TabLine& TabLine::pair(std::string_view key, std::string_view value) {
  field(key);
  line_.push_back('=');
  append_tab_escaped(line_, value);
  return *this;
}

std::string TabLine::line() {
  line_.push_back('\n');
  return std::move(line_);
}

}  // namespace dovetail::wire
