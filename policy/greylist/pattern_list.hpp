// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libcommon/regex/regex.hpp"
#include "policy/greylist/name_set.hpp"

namespace dovetail::policy::greylist {

// What matching may cost on a thread that must not be kept: so many patterns, each tried with little effort.
struct MatchBudget {
  std::size_t patterns = 0;  // left
  bool spent = false;        // it was not enough: what was found, or not, is no answer
};

// The /REGEX/ entries of a list: Perl's dialect, any case, not anchored. The subject is chosen by a stranger:
// a match that exceeds its limits counts as none.
class PatternList {
 public:
  // Is it "/…/"? Such an entry is never a name.
  static bool is_pattern(std::string_view entry);

  // Nothing if it was added, else what is wrong.
  std::optional<std::string> add(std::string_view entry, EntryNumber number);
  std::optional<EntryNumber> find(std::string_view subject, MatchBudget* budget = nullptr) const;

 private:
  std::vector<std::pair<regex::Pattern, EntryNumber>> patterns_;
};

}  // namespace dovetail::policy::greylist
