// SPDX-License-Identifier: MIT
#include "libcommon/table/text/network.hpp"

#include <cstring>

#include <arpa/inet.h>

#include "libcommon/base/text.hpp"

namespace dovetail::table::text {
namespace {

bool bit(const Address& address, unsigned index) {
  return (address.bytes[index / 8] >> (7 - index % 8)) & 1;
}

std::optional<Address> parse_ipv4(std::string_view text) {
  const auto octets = base::split(text, '.');
  if (octets.size() != 4) return std::nullopt;
  Address address;
  for (std::size_t i = 0; i < 4; ++i) {
    const auto octet = base::to_number<std::uint8_t>(octets[i]);
    if (!octet || (octets[i].size() > 1 && octets[i][0] == '0')) return std::nullopt;
    address.bytes[i] = *octet;
  }
  return address;
}

}  // namespace

std::optional<Address> parse_address(std::string_view text) {
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') {
    text = text.substr(1, text.size() - 2);
  }
  if (text.find(':') == std::string_view::npos) return parse_ipv4(text);
  const std::string terminated(text);
  Address address;
  address.ipv6 = true;
  if (terminated.size() != std::strlen(terminated.c_str()) ||
      ::inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) != 1) {
    return std::nullopt;
  }
  return address;
}

bool Network::contains(const Address& other) const {
  if (address.ipv6 != other.ipv6) return false;
  const unsigned whole = prefix / 8;
  if (std::memcmp(address.bytes.data(), other.bytes.data(), whole) != 0) return false;
  for (unsigned i = whole * 8; i < prefix; ++i) {
    if (bit(address, i) != bit(other, i)) return false;
  }
  return true;
}

base::Result<Network, std::string> parse_network(std::string_view text) {
  // Both "[2001:db8::]/32" and "[2001:db8::/32]" are in use.
  std::string bare;
  for (const char c : text) {
    if (c != '[' && c != ']') bare.push_back(c);
  }
  const auto parts = base::split_once(bare, '/');
  const auto address = parse_address(parts ? parts->first : std::string_view(bare));
  if (!address) return base::Unexpected("bad address pattern: \"" + base::printable(text, 60) + "\"");
  Network network{*address, address->bits()};
  if (parts) {
    const auto prefix = base::to_number<unsigned>(parts->second);
    if (!prefix || *prefix > address->bits()) {
      return base::Unexpected("bad prefix length: \"" + base::printable(text, 60) + "\"");
    }
    network.prefix = *prefix;
  }
  for (unsigned i = network.prefix; i < address->bits(); ++i) {
    if (bit(*address, i)) {
      return base::Unexpected("non-null host address bits in \"" + base::printable(text, 60) + "\"");
    }
  }
  return network;
}

}  // namespace dovetail::table::text
