// SPDX-License-Identifier: MIT
#include "policy/greylist/name_set.hpp"

namespace dovetail::policy::greylist {

std::optional<EntryNumber> NameSet::find(std::string_view name) const {
  const auto found = names_.find(name);
  return found == names_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<EntryNumber> NameSet::find_suffix(std::string_view name, std::string_view separators) const {
  if (names_.empty()) return std::nullopt;
  for (;;) {
    if (const auto entry = find(name)) return entry;
    const std::size_t at = name.find_first_of(separators);
    if (at == std::string_view::npos) return std::nullopt;
    name.remove_prefix(at + 1);
  }
}

}  // namespace dovetail::policy::greylist
