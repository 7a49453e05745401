// SPDX-License-Identifier: MIT
#pragma once

#include "policy/greylist/list_file.hpp"
#include "policy/greylist/name_set.hpp"
#include "policy/greylist/network_set.hpp"
#include "policy/greylist/pattern_list.hpp"

namespace dovetail::policy::greylist {

// Clients by /REGEX/ on their verified name, by network, or by host name (which covers everything below it),
// as in Postgrey's whitelist_clients files.
class ClientList final : public EntryList {
 public:
  // The entry for a client: by name first, then by address. `name` as Postfix gives it ("unknown" if not
  // verified).
  std::optional<EntryNumber> find_name(std::string_view name, MatchBudget* budget = nullptr) const;
  std::optional<EntryNumber> find_address(const IpAddress& address) const { return networks_.find(address); }

 private:
  std::optional<std::string> take(std::string_view text, EntryNumber number) override;

  PatternList patterns_;
  NameSet names_;
  NetworkSet networks_;
};

}  // namespace dovetail::policy::greylist
