// SPDX-License-Identifier: MIT
#pragma once

#include "policy/greylist/list_file.hpp"
#include "policy/greylist/name_set.hpp"
#include "policy/greylist/pattern_list.hpp"

namespace dovetail::policy::greylist {

// Mail addresses by /REGEX/, user@domain, user@ (in any domain), or domain (with everything below it), as in
// Postgrey's whitelist_recipients files; a user covers user+extension. "<>" is the null sender. All in any
// case.
class AddressList final : public EntryList {
 public:
  std::optional<EntryNumber> find(std::string_view address, MatchBudget* budget = nullptr) const;

 private:
  std::optional<std::string> take(std::string_view text, EntryNumber number) override;
  std::optional<EntryNumber> find_user(std::string_view local, std::string_view at_domain) const;

  PatternList patterns_;
  NameSet addresses_;  // user@domain, user@
  NameSet domains_;
  std::optional<EntryNumber> null_address_;
};

}  // namespace dovetail::policy::greylist
