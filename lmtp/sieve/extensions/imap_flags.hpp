// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lmtp/sieve/language/tree.hpp"
#include "lmtp/sieve/runtime/machine.hpp"

namespace dovetail::lmtp::sieve {

// A set of IMAP flags and keywords in order of first mention; compared without regard to case.
using FlagList = std::vector<std::string>;

// "\Seen", "\Answered", "\Flagged", "\Deleted", "\Draft" in any case, or a keyword IMAP can store.
bool is_valid_flag(std::string_view flag);
// The words of `text` that are valid flags; each string of a script may hold several.
void add_flags(FlagList& to, std::string_view text);
void remove_flags(FlagList& from, std::string_view text);
std::string joined_flags(const FlagList& flags);

// The flags a keep or fileinto stores with: its :flags, else the internal variable at that moment (RFC 5232
// §5).
class FlagsArgument {
 public:
  explicit FlagsArgument(const Node& node);
  FlagList evaluate(Machine& machine) const;

 private:
  bool given_ = false;
  std::vector<TemplateString> flags_;
};

}  // namespace dovetail::lmtp::sieve
