// SPDX-License-Identifier: MIT
#include "sasl/request/address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "libcommon/base/text.hpp"

namespace dovetail::sasl {

namespace {

constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr unsigned kMappedBits = 96;
constexpr unsigned kV6PenaltyBits = 48;
constexpr std::size_t kLongestText = 64;

bool in_network(std::string_view element, const Address& address) {
  const auto slash = element.find('/');
  const auto network = parse_address(element.substr(0, slash));
  if (!network) {
    return false;
  }
  unsigned bits = 128;
  if (slash != std::string_view::npos) {
    const auto given = base::to_number<unsigned>(element.substr(slash + 1));
    const unsigned most = network->is_v4() ? 32 : 128;
    if (!given || *given > most) {
      return false;
    }
    bits = network->is_v4() ? *given + kMappedBits : *given;
  }
  // ::/0 must not take in every IPv4 client.
  return network->is_v4() == address.is_v4() && network->masked(bits) == address.masked(bits);
}

}  // namespace

bool Address::is_v4() const {
  return std::equal(kMapped.begin(), kMapped.end(), bytes.begin());
}

Address Address::masked(unsigned bits) const {
  Address result = *this;
  for (unsigned at = 0; at < 16; ++at) {
    const unsigned left = bits > at * 8 ? bits - at * 8 : 0;
    const unsigned mask = left >= 8 ? 0xff : (0xff00U >> left) & 0xff;
    result.bytes[at] = static_cast<std::uint8_t>(result.bytes[at] & mask);
  }
  return result;
}

std::optional<Address> parse_address(std::string_view text) {
  if (text.size() >= 2 && text.front() == '[' && text.back() == ']') {
    text = text.substr(1, text.size() - 2);
  }
  if (text.empty() || text.size() >= kLongestText || text.find('\0') != std::string_view::npos) {
    return std::nullopt;
  }
  const std::string owned(text);
  Address result;
  if (in_addr v4{}; inet_pton(AF_INET, owned.c_str(), &v4) == 1) {
    std::copy(kMapped.begin(), kMapped.end(), result.bytes.begin());
    std::memcpy(result.bytes.data() + kMapped.size(), &v4, sizeof v4);
    return result;
  }
  if (inet_pton(AF_INET6, owned.c_str(), result.bytes.data()) == 1) {
    return result;
  }
  return std::nullopt;
}

Address penalty_key(const Address& address) {
  return address.is_v4() ? address : address.masked(kV6PenaltyBits);
}

bool in_networks(std::string_view networks, const std::optional<Address>& address) {
  while (!networks.empty()) {
    const auto end = networks.find_first_of(", ");
    const std::string_view element = networks.substr(0, end);
    networks = end == std::string_view::npos ? std::string_view() : networks.substr(end + 1);
    if (address ? in_network(element, *address) : element == "local") {
      return true;
    }
  }
  return false;
}

}  // namespace dovetail::sasl
