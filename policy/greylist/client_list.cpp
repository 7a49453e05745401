// SPDX-License-Identifier: MIT
#include "policy/greylist/client_list.hpp"

#include "libcommon/base/text.hpp"
#include "policy/greylist/limits.hpp"

namespace dovetail::policy::greylist {

std::optional<std::string> ClientList::take(std::string_view text, EntryNumber number) {
  if (PatternList::is_pattern(text)) return patterns_.add(text, number);
  if (looks_like_network(text)) {
    const auto network = parse_network(text);
    if (!network) return "doesn't look like an address";
    networks_.add(*network, number);
    return std::nullopt;
  }
  if (text.find_first_of(" \t/") != std::string_view::npos) return "doesn't look like a hostname";
  names_.add(base::lowered(text), number);
  return std::nullopt;
}

std::optional<EntryNumber> ClientList::find_name(std::string_view name, MatchBudget* budget) const {
  name = name.substr(0, kMaxValue);
  if (const auto entry = patterns_.find(name, budget)) return entry;
  if (names_.empty() || name.empty()) return std::nullopt;
  return names_.find_suffix(base::lowered(name), ".");
}

}  // namespace dovetail::policy::greylist
