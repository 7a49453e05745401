// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libcommon/base/result.hpp"
#include "libcommon/regex/regex.hpp"

namespace dovetail::table::text {

// The right side of a pcre: or regexp: rule: $1, ${1}, $(1) stand for groups of the match, $$ for one "$".
class Substitution {
 public:
  static base::Result<Substitution, std::string> parse(std::string_view text);

  std::string expand(const regex::Groups& groups) const;  // a group without a part gives nothing
  std::string literal() const;                            // without groups: for a negated pattern
  std::size_t highest_group() const;

 private:
  struct Piece {
    std::string text;
    std::size_t group = 0;  // 0: text
  };
  std::vector<Piece> pieces_;
};

}  // namespace dovetail::table::text
