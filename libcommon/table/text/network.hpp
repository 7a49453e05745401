// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libcommon/base/result.hpp"

namespace dovetail::table::text {

// An address of either family as cidr_table(5) writes it: "192.0.2.1", "2001:db8::1", "[2001:db8::1]".
struct Address {
  std::array<std::uint8_t, 16> bytes{};
  bool ipv6 = false;

  unsigned bits() const { return ipv6 ? 128 : 32; }
};

// Nothing for what is no numeric address. An octet with a leading zero is refused: Postfix reads it as octal.
std::optional<Address> parse_address(std::string_view text);

struct Network {
  Address address;
  unsigned prefix = 0;

  bool contains(const Address& other) const;
};

// "address/prefix" or "address"; bits behind the prefix must be zero. The error says what is wrong.
base::Result<Network, std::string> parse_network(std::string_view text);

}  // namespace dovetail::table::text
