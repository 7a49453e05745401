// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dovetail::policy::greylist {

// An IPv4 or IPv6 address as a plain value. An IPv4-mapped IPv6 address (::ffff:1.2.3.4) becomes the IPv4
// one.
struct IpAddress {
  bool v6 = false;
  std::array<std::uint8_t, 16> bytes{};  // the first 4 count for IPv4, the others are 0

  // Dotted quad, or IPv6 text without brackets and scope; nothing for anything else.
  static std::optional<IpAddress> parse(std::string_view text);

  unsigned bits() const { return v6 ? 128 : 32; }
  IpAddress network(unsigned prefix_length) const;  // all bits behind it cleared

  // Dotted quad, or eight groups without "::" and without leading zeros, as Postgrey writes its keys.
  std::string expanded(bool upper_case = false) const;

  auto operator<=>(const IpAddress&) const = default;
};

}  // namespace dovetail::policy::greylist
