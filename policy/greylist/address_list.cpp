// SPDX-License-Identifier: MIT
#include "policy/greylist/address_list.hpp"

#include <algorithm>

#include "libcommon/base/text.hpp"
#include "policy/greylist/limits.hpp"

namespace dovetail::policy::greylist {

std::optional<std::string> AddressList::take(std::string_view text, EntryNumber number) {
  if (PatternList::is_pattern(text)) return patterns_.add(text, number);
  if (text == "<>") {
    null_address_ = null_address_.value_or(number);
    return std::nullopt;
  }
  if (text.front() == '@' || std::any_of(text.begin(), text.end(), base::is_space)) {
    return "doesn't look like an address";
  }
  const bool has_user = text.find('@') != std::string_view::npos;
  (has_user ? addresses_ : domains_).add(base::lowered(text), number);
  return std::nullopt;
}

std::optional<EntryNumber> AddressList::find_user(std::string_view local, std::string_view at_domain) const {
  const std::string domain(at_domain);
  if (const auto entry = addresses_.find(std::string(local) + domain)) return entry;
  const std::size_t plus = local.find('+');
  if (plus == std::string_view::npos) return std::nullopt;
  return addresses_.find(std::string(local.substr(0, plus)) + domain);
}

std::optional<EntryNumber> AddressList::find(std::string_view address, MatchBudget* budget) const {
  address = address.substr(0, kMaxValue);
  if (const auto entry = patterns_.find(address, budget)) return entry;
  if (address.empty()) return null_address_;
  const std::string lower = base::lowered(address);
  const std::string_view text = lower;
  const std::size_t last_at = text.rfind('@');
  if (last_at == std::string_view::npos) return std::nullopt;
  if (!addresses_.empty()) {
    if (const auto entry = find_user(text.substr(0, last_at), text.substr(last_at))) return entry;
    if (const auto entry = find_user(text.substr(0, text.find('@')), "@")) return entry;
  }
  const std::string_view domain = text.substr(last_at + 1);
  return domains_.find_suffix(domain, ".");
}

}  // namespace dovetail::policy::greylist
