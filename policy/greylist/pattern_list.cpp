// SPDX-License-Identifier: MIT
#include "policy/greylist/pattern_list.hpp"

#include <algorithm>

#include "libcommon/base/text.hpp"
#include "policy/greylist/limits.hpp"

namespace dovetail::policy::greylist {

bool PatternList::is_pattern(std::string_view entry) {
  return entry.size() > 2 && entry.front() == '/' && entry.back() == '/';
}

std::optional<std::string> PatternList::add(std::string_view entry, EntryNumber number) {
  if (std::any_of(entry.begin(), entry.end(), base::is_space)) return "white space in a regular expression";
  if (patterns_.size() >= kMaxPatterns) return "too many regular expressions";
  auto pattern = regex::Pattern::compile(entry.substr(1, entry.size() - 2), {.ignore_case = true});
  if (!pattern) return "bad regular expression: " + pattern.error().detail;
  patterns_.emplace_back(std::move(*pattern), number);
  return std::nullopt;
}

std::optional<EntryNumber> PatternList::find(std::string_view subject, MatchBudget* budget) const {
  subject = subject.substr(0, kMaxValue);
  for (const auto& [pattern, number] : patterns_) {
    if (budget != nullptr && (budget->spent || budget->patterns-- == 0)) {
      budget->spent = true;
      return std::nullopt;
    }
    const auto matched =
        pattern.matches(subject, budget == nullptr ? regex::Effort::full : regex::Effort::quick);
    if (matched && *matched) return number;
    if (!matched && budget != nullptr) budget->spent = true;
  }
  return std::nullopt;
}

}  // namespace dovetail::policy::greylist
