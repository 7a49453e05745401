// SPDX-License-Identifier: MIT
#include "policy/greylist/network_set.hpp"

#include <algorithm>
#include <string>

#include "libcommon/base/text.hpp"

namespace dovetail::policy::greylist {

void NetworkSet::add(const Network& network, EntryNumber entry) {
  auto& group = groups_[Group(network.address.v6, network.prefix_length)];
  group.try_emplace(network.address.network(network.prefix_length), entry);
}

std::optional<EntryNumber> NetworkSet::find(const IpAddress& address) const {
  for (const auto& [group, networks] : groups_) {
    if (group.first != address.v6) continue;
    const auto found = networks.find(address.network(group.second));
    if (found != networks.end()) return found->second;
  }
  return std::nullopt;
}

bool looks_like_network(std::string_view text) {
  const std::string_view address = text.substr(0, text.find('/'));
  if (std::count(address.begin(), address.end(), ':') >= 2) return true;
  const bool dotted_digits =
      std::all_of(address.begin(), address.end(), [](char c) { return base::is_digit(c) || c == '.'; });
  return dotted_digits && address.find('.') != std::string_view::npos;
}

std::optional<Network> parse_network(std::string_view text) {
  if (!looks_like_network(text)) return std::nullopt;
  const std::size_t slash = text.find('/');
  std::string address(text.substr(0, slash));
  const auto dots = std::count(address.begin(), address.end(), '.');
  const bool whole = address.find(':') != std::string::npos || dots == 3;
  if (!whole) {
    if (slash != std::string_view::npos || dots < 1 || dots > 2) return std::nullopt;
    address += dots == 2 ? ".0" : ".0.0";
  }
  const auto parsed = IpAddress::parse(address);
  if (!parsed) return std::nullopt;
  if (!whole) return Network{*parsed, dots == 2 ? 24U : 16U};
  if (slash == std::string_view::npos) return Network{*parsed, parsed->bits()};
  const auto length = base::to_number<unsigned>(text.substr(slash + 1));
  if (!length || *length > parsed->bits()) return std::nullopt;
  return Network{*parsed, *length};
}

}  // namespace dovetail::policy::greylist
