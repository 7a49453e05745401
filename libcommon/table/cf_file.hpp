// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dovetail::table {

// Something to tell the administrator about a table file. An error disables the table, a warning does not.
struct Problem {
  int line = 0;  // 0: about the whole file
  bool is_error = true;
  std::string text;
};

struct LogicalLine {
  int number = 0;  // of its first physical line
  std::string text;
};

// Postfix's logical lines: comment and blank lines are skipped, also between a line and its continuation; a
// line that starts with white space continues the one before. Over-long lines become a problem. postconf(5).
std::vector<LogicalLine> logical_lines(std::string_view content, std::vector<Problem>& problems);

// A file in main.cf syntax as mysql_table(5) and sqlite_table(5) use it: `name = value`, no quoting, no
// $name.
struct CfFile {
  struct Setting {
    std::string name;
    std::string value;
    int line = 0;
  };
  std::vector<Setting> settings;  // in file order; the last of a name counts
  std::vector<Problem> problems;

  const Setting* find(std::string_view name) const;
};

CfFile parse_cf(std::string_view content);

}  // namespace dovetail::table
