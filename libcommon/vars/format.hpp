// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace dovetail::vars {

// What stands between '%' and the name: %[-][offset.][width][modifiers]. Behaviour as Dovecot 2.3.19's, by
// trial.
struct Format {
  int offset = 0;          // negative: from the end
  int width = 0;           // 0: all; negative (only after "offset."): without the last ones
  bool zero_fill = false;  // "%08Xu": filled to the width instead of cut
  std::string modifiers;   // of LUMHNEXRTD, applied left to right

  bool plain() const { return offset == 0 && width == 0 && modifiers.empty(); }
};

// Reads a Format from the start of `text` and removes it there.
Format take_format(std::string_view& text);

// Modifiers, then the substring. With H or N the width is a modulus and the offset the least number of
// digits.
std::string formatted(std::string value, const Format& format);

}  // namespace dovetail::vars
