// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "policy/greylist/ip_address.hpp"
#include "policy/greylist/settings.hpp"

namespace dovetail::policy::greylist {

// Under which name a triplet is stored: "NET/SENDER/RECIPIENT" in ASCII lower case, byte for byte as
// Postgrey 1.37 writes it, so that its databases go on working; with --privacy the hex SHA-1 of that.
std::string triplet_key(const Settings& settings, const IpAddress& client, std::string_view sender,
                        std::string_view recipient);

// Under which name a client is counted for the auto-whitelist: its full address (IPv6 in upper case, as
// Postgrey); with greylist_auto_whitelist_prefix shorter than the address, its network; with --privacy the
// SHA-1 of that.
std::string client_key(const Settings& settings, const IpAddress& client);

}  // namespace dovetail::policy::greylist
