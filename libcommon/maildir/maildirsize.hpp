// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dovetail::maildir {

// How much mail there is, or may be. In limits 0 means unlimited.
struct Amount {
  std::int64_t bytes = 0;
  std::int64_t messages = 0;
  bool operator==(const Amount&) const = default;
};

// The content of a `maildirsize` file (Maildir++ quota): the limits it was made for and the sum of its lines.
struct Maildirsize {
  Amount limits;
  Amount used;
  int lines = 0;  // data lines; 1 right after a recalculation
};

// Nothing where the usage must be summed anew: 5120 bytes or more, NUL bytes, a line that is no pair of
// numbers, a negative sum. An incomplete last line is ignored: its writer is not done.
std::optional<Maildirsize> parse_maildirsize(std::string_view content);

// "104857600S,1000C\n": the first line for these limits. No limit at all: "0S\n"; only messages: "3C\n".
std::string maildirsize_header(const Amount& limits);
std::string maildirsize_line(const Amount& change);

}  // namespace dovetail::maildir
