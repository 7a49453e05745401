// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "libcommon/config/lines.hpp"

namespace dovetail::config {

// One logical line, taken apart. `first` and `second` by kind:
//   setting       key (empty for "= x"), raw value (quotes, `$` and `<` untouched)
//   include       pattern; include_try the same
//   open          type, name (unquoted)
//   close
//   wrong         the text for the error
struct Statement {
  enum class Kind { setting, include, include_try, open, close, wrong };
  Kind kind = Kind::wrong;
  std::string first;
  std::string second;
};

Statement parse_statement(std::string_view line, Grammar grammar);

// What `"a \"b\""` stands for: quotes dropped where the text begins and ends with the same one (a lone one
// is empty), then \x becomes x.
// Anything else is returned as it is.
std::string unquoted(std::string_view text);

// The inverse, for output that can be read back: quoted where a plain value would read differently.
std::string quoted_if_needed(std::string_view text);

}  // namespace dovetail::config
