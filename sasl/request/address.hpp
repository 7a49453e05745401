// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace dovetail::sasl {

// An IPv4 or IPv6 address as numbers. IPv4 is held as an IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2), so
// that 192.0.2.1 and ::ffff:192.0.2.1 are the same client.
struct Address {
  std::array<std::uint8_t, 16> bytes{};
  auto operator<=>(const Address&) const = default;

  bool is_v4() const;
  // The first `bits` bits of the address, the rest zero. `bits` counts in the 128-bit form.
  Address masked(unsigned bits) const;
};

// Text as inet_pton(3) takes it; brackets around IPv6 are dropped. Nothing for anything else.
std::optional<Address> parse_address(std::string_view text);

// What counts as one remote host where failures are counted: IPv4 whole, IPv6 by its /48 (as Dovecot's
// anvil).
Address penalty_key(const Address& address);

// Whether `networks`, a comma or space separated list of addresses, ADDRESS/BITS and the word `local` (no
// remote address at all), contains the address. Malformed elements match nothing.
bool in_networks(std::string_view networks, const std::optional<Address>& address);

}  // namespace dovetail::sasl
