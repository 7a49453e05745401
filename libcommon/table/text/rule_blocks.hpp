// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "libcommon/table/cf_file.hpp"

namespace dovetail::table::text {

// What cidr:, pcre: and regexp: files have in common: rules tried in order, the first that matches decides,
// and `if PATTERN` … `endif` blocks that may nest.

struct RawRule {
  int line = 0;
  bool negated = false;      // "!" before the pattern
  bool is_if = false;        // no result; rules up to `end` are skipped when it does not match
  std::string_view pattern;  // and what follows it, for the table type to take apart
  std::size_t end = 0;       // of an `if`: index behind the last rule of its block
};

// Takes `if`, `endif` and `!` off the lines; what does not pair is an error among the problems. The views
// stay valid as long as the lines.
std::vector<RawRule> read_blocks(const std::vector<LogicalLine>& lines, std::vector<Problem>& problems);

}  // namespace dovetail::table::text
