// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::lmtp::sieve {

// Work that matching may still do. Running out means no match; the caller asks afterwards.
struct MatchBudget {
  std::uint64_t steps;
  bool exhausted = false;
  bool spend(std::uint64_t count) {
    if (steps < count) exhausted = true;
    steps = exhausted ? 0 : steps - count;
    return !exhausted;
  }
};

// RFC 5228 §2.7.1 ":matches": '*' zero or more octets, '?' exactly one, '\' quotes the next octet of the
// pattern. Leftmost and shortest; `values`, if given, gets the whole value and what each wildcard stood for
// (at most limits::kMatchValues). Cost is at most pattern × value comparisons, whatever the number of '*'.
bool wildcard_match(std::string_view value, std::string_view pattern, char (*fold)(char), MatchBudget& budget,
                    std::vector<std::string>* values);

bool contains(std::string_view value, std::string_view key, char (*fold)(char), MatchBudget& budget);

}  // namespace dovetail::lmtp::sieve
