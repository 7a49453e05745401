// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "policy/greylist/address_list.hpp"
#include "policy/greylist/client_list.hpp"
#include "policy/greylist/settings.hpp"

namespace dovetail::policy::greylist {

// Which entry lets a mail pass, for the log and for `dovetail greylist whitelist`.
struct WhitelistMatch {
  const char* reason = "";  // "client whitelist", "recipient whitelist", "sender whitelist"
  const ListEntry* entry = nullptr;
};

// The lists of a configuration, read once and then unchanged: safe from any thread.
class Whitelists {
 public:
  // Reads the files that the settings name. What is wrong is added to `problems` and left out.
  static std::unique_ptr<const Whitelists> load(const Settings& settings, std::vector<ListProblem>& problems);

  // In Postgrey's order: client by name, client by address, recipient; then ours, sender.
  std::optional<WhitelistMatch> find(std::string_view client_name, const std::optional<IpAddress>& client,
                                     std::string_view sender, std::string_view recipient,
                                     MatchBudget* budget = nullptr) const;
  // Is the client on the list of those that are never auto-whitelisted?
  const ListEntry* never_auto_whitelist(std::string_view client_name, const IpAddress& client,
                                        MatchBudget* budget = nullptr) const;

  ClientList& clients() { return clients_; }
  AddressList& recipients() { return recipients_; }
  AddressList& senders() { return senders_; }
  ClientList& never() { return never_; }
  // Is this one of the named files that could not be read? "": no.
  bool lacks(const std::string& file) const { return lacking_.contains(file); }
  std::size_t size() const { return clients_.size() + recipients_.size() + senders_.size() + never_.size(); }

 private:
  ClientList clients_;
  AddressList recipients_;
  AddressList senders_;
  ClientList never_;
  std::set<std::string> lacking_;
};

}  // namespace dovetail::policy::greylist
