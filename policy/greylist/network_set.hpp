// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "policy/greylist/ip_address.hpp"
#include "policy/greylist/name_set.hpp"

namespace dovetail::policy::greylist {

struct Network {
  IpAddress address;
  unsigned prefix_length = 0;
};

// One look-up for each prefix length that occurs, longest first; IPv4 and IPv6 apart.
class NetworkSet {
 public:
  void add(const Network& network, EntryNumber entry);
  std::optional<EntryNumber> find(const IpAddress& address) const;

 private:
  using Group = std::pair<bool, unsigned>;  // IPv6?, prefix length
  std::map<Group, std::map<IpAddress, EntryNumber>, std::greater<>> groups_;
};

// The forms of Postgrey's client files: a.b.c.d, a.b.c (a /24), a.b (a /16, as documented), IPv6; an address
// in full may carry "/length". Nothing if `text` is of another form or a number in it is out of range.
std::optional<Network> parse_network(std::string_view text);
// Is it meant to be one, right or wrong? Digits and dots, or at least two colons.
bool looks_like_network(std::string_view text);

}  // namespace dovetail::policy::greylist
