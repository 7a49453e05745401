// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace dovetail::lmtp::sieve {

// A collation of RFC 4790. `fold` maps a byte before it is compared; comparators without sub-string matching
// have none.
struct Comparator {
  const char* name;
  char (*fold)(char);                                      // nullptr: no :contains and :matches
  int (*compare)(std::string_view a, std::string_view b);  // <0, 0, >0
  const char* capability;                                  // what must be required first; nullptr: nothing
};

const Comparator& octet_comparator();    // i;octet
const Comparator& casemap_comparator();  // i;ascii-casemap, the default
const Comparator& numeric_comparator();  // i;ascii-numeric: leading digits; none means positive infinity
const Comparator* find_comparator(std::string_view name);

}  // namespace dovetail::lmtp::sieve
