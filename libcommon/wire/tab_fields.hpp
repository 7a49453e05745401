// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::wire {

// Fields of Dovecot's auth protocol: separated by TAB; NUL, 0x01, TAB, CR, LF inside a field are written as
// 0x01 followed by 0, 1, t, r, n. An unknown letter stands for itself, a lone 0x01 at the end for nothing.
void append_tab_escaped(std::string& out, std::string_view field);
std::string tab_escaped(std::string_view field);
std::string tab_unescaped(std::string_view field);

struct TabField {
  std::string key;                   // the whole field where there is no "="
  std::optional<std::string> value;  // after the first "="; nothing for a flag

  bool operator==(const TabField&) const = default;
};

// All fields of a line (without its LF), decoded; split before decoding, so an escaped TAB or "=" separates
// nothing that was not separated. More than kMaxTabFields fields: nothing.
std::optional<std::vector<std::string>> split_tab_fields(std::string_view line);

// A decoded field cut at its first "=".
TabField parse_tab_field(std::string_view decoded);

// Writes one line:
//   TabLine("OK").field(1).pair("user", name).flag("nologin").line(), the LF included.
class TabLine {
 public:
  explicit TabLine(std::string_view command);
  TabLine& field(std::string_view value);  // positional, escaped
  TabLine& field(unsigned long number);
  TabLine& pair(std::string_view key, std::string_view value);  // key=value, both escaped
  TabLine& flag(std::string_view key) { return field(key); }
  std::string line();  // the finished line; call once
  std::size_t size() const { return line_.size(); }

 private:
  std::string line_;
};

}  // namespace dovetail::wire
