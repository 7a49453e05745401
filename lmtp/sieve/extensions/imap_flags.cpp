// SPDX-License-Identifier: MIT
#include "lmtp/sieve/extensions/imap_flags.hpp"

#include <algorithm>
#include <array>

#include "libcommon/base/text.hpp"
#include "lmtp/sieve/runtime/matcher.hpp"

namespace dovetail::lmtp::sieve {

namespace {

constexpr std::array<std::string_view, 5> kSystemFlags{"\\Answered", "\\Flagged", "\\Deleted", "\\Seen",
                                                       "\\Draft"};

// RFC 3501 atom-char, which is what a keyword may consist of.
bool is_keyword(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c > 32 && c < 127 && std::string_view("(){%*\"\\]").find(c) == std::string_view::npos;
  });
}

auto find_flag(FlagList& flags, std::string_view flag) {
  return std::find_if(flags.begin(), flags.end(),
                      [&](const std::string& each) { return base::equals_ignoring_case(each, flag); });
}

}  // namespace

bool is_valid_flag(std::string_view flag) {
  for (const std::string_view system : kSystemFlags) {
    if (base::equals_ignoring_case(flag, system)) return true;
  }
  return is_keyword(flag);
}

void add_flags(FlagList& to, std::string_view text) {
  for (const std::string_view word : base::words(text)) {
    if (is_valid_flag(word) && find_flag(to, word) == to.end()) to.emplace_back(word);
  }
}

void remove_flags(FlagList& from, std::string_view text) {
  for (const std::string_view word : base::words(text)) {
    const auto found = find_flag(from, word);
    if (found != from.end()) from.erase(found);
  }
}

std::string joined_flags(const FlagList& flags) {
  return base::joined(flags, " ");
}

FlagsArgument::FlagsArgument(const Node& node) {
  if (const TagUse* use = node.tag("flags")) {
    given_ = true;
    flags_ = strings_of(node.parameter(*use));
  }
}

FlagList FlagsArgument::evaluate(Machine& machine) const {
  if (!given_) return machine.flags();
  FlagList flags;
  for (const TemplateString& string : flags_) {
    add_flags(flags, machine.expand(string));
  }
  return flags;
}

}  // namespace dovetail::lmtp::sieve
