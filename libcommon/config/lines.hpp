// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace dovetail::config {

enum class Grammar { main, driver_file };

// From the bytes of a file to logical lines: comments cut, trailing white space gone, continuations joined.
// White space is space and TAB; a CR at the end is dropped; a NUL ends its line.
struct LogicalLine {
  std::string text;             // never empty
  unsigned number = 0;          // of its first physical line, from 1
  bool ambiguous_hash = false;  // a comment began right after a byte that is not white space
  bool too_long = false;        // beyond kMaxLineBytes: `text` is cut
};

class LogicalLines {
 public:
  LogicalLines(std::string_view content, Grammar grammar) : rest_(content), grammar_(grammar) {}
  // The next one; nothing at the end. What a continuation without an end had collected is dropped, as Dovecot
  // does.
  std::optional<LogicalLine> next();

 private:
  std::optional<std::string_view> physical();

  std::string_view rest_;
  Grammar grammar_;
  unsigned number_ = 0;
};

constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t';
}
std::string_view without_leading_blanks(std::string_view text);
std::string_view without_trailing_blanks(std::string_view text);

// Where a comment begins in a physical line, its size if it has none. Quotes protect a '#' only if they are
// closed; the scan knows nothing of values, so an apostrophe in prose counts as a quote too.
std::size_t comment_start(std::string_view line);

}  // namespace dovetail::config
