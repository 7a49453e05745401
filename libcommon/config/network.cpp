// SPDX-License-Identifier: MIT
#include <arpa/inet.h>

#include <algorithm>

#include "libcommon/base/text.hpp"
#include "libcommon/config/filter.hpp"

namespace dovetail::config {

std::optional<Network> parse_network(std::string_view text) {
  Network out;
  std::string address(text);
  std::optional<unsigned> bits;
  if (const auto pair = base::split_once(text, '/')) {
    address = pair->first;
    bits = base::to_number<unsigned>(pair->second);
    if (!bits) {
      return std::nullopt;
    }
  }
  unsigned offset = 0;
  if (::inet_pton(AF_INET, address.c_str(), &out.address[12]) == 1) {
    out.address[10] = out.address[11] = 0xff;
    offset = 96;
  } else if (::inet_pton(AF_INET6, address.c_str(), out.address.data()) != 1) {
    return std::nullopt;
  }
  out.bits = bits.value_or(128 - offset) + offset;
  return out.bits <= 128 ? std::optional(out) : std::nullopt;
}

bool Network::contains(const Network& other) const {
  if (other.bits < bits) {
    return false;
  }
  const unsigned whole = bits / 8;
  if (!std::equal(address.begin(), address.begin() + whole, other.address.begin())) {
    return false;
  }
  const unsigned rest = bits % 8;
  return rest == 0 || ((address[whole] ^ other.address[whole]) >> (8 - rest)) == 0;
}

}  // namespace dovetail::config
