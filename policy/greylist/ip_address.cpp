// SPDX-License-Identifier: MIT
#include "policy/greylist/ip_address.hpp"

#include <algorithm>
#include <charconv>

#include <arpa/inet.h>

namespace dovetail::policy::greylist {
namespace {

void append_number(std::string& text, unsigned value, int base, bool upper_case) {
  std::array<char, 8> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, base).ptr;
  for (const char* digit = digits.data(); digit != end; ++digit) {
    text += upper_case && *digit >= 'a' ? static_cast<char>(*digit - 'a' + 'A') : *digit;
  }
}

bool is_mapped_v4(const std::array<std::uint8_t, 16>& bytes) {
  return std::all_of(bytes.begin(), bytes.begin() + 10, [](std::uint8_t b) { return b == 0; }) &&
         bytes[10] == 0xff && bytes[11] == 0xff;
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  IpAddress address;
  const std::string copy(text);
  if (copy.size() > INET6_ADDRSTRLEN || copy.find('\0') != std::string::npos) return std::nullopt;
  if (::inet_pton(AF_INET, copy.c_str(), address.bytes.data()) == 1) return address;
  address.v6 = true;
  if (::inet_pton(AF_INET6, copy.c_str(), address.bytes.data()) != 1) return std::nullopt;
  if (is_mapped_v4(address.bytes)) {
    IpAddress mapped;
    std::copy_n(address.bytes.begin() + 12, 4, mapped.bytes.begin());
    return mapped;
  }
  return address;
}

IpAddress IpAddress::network(unsigned prefix_length) const {
  IpAddress result = *this;
  for (unsigned i = 0; i < result.bytes.size(); ++i) {
    const unsigned kept = prefix_length > 8 * i ? std::min(prefix_length - 8 * i, 8U) : 0;
    result.bytes[i] = static_cast<std::uint8_t>(result.bytes[i] & (0xff00U >> kept));
  }
  return result;
}

std::string IpAddress::expanded(bool upper_case) const {
  std::string text;
  if (!v6) {
    for (unsigned i = 0; i < 4; ++i) {
      if (i > 0) text += '.';
      append_number(text, bytes[i], 10, false);
    }
    return text;
  }
  for (unsigned i = 0; i < 16; i += 2) {
    if (i > 0) text += ':';
    append_number(text, static_cast<unsigned>(bytes[i] << 8U | bytes[i + 1]), 16, upper_case);
  }
  return text;
}

}  // namespace dovetail::policy::greylist
