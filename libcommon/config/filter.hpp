// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libcommon/config/findings.hpp"
#include "libcommon/config/reader.hpp"
#include "libcommon/config/section.hpp"

namespace dovetail::config {

// An address block of `local NET {}` and `remote NET {}`: IPv4 is kept as ::ffff:a.b.c.d.
struct Network {
  std::array<std::uint8_t, 16> address{};
  unsigned bits = 128;
  bool contains(const Network& other) const;
  bool operator==(const Network&) const = default;
};
// "192.0.2.0/24", "2001:db8::1"; nothing for a host name (no DNS is asked while reading) or a wrong length.
std::optional<Network> parse_network(std::string_view text);

// For whom a view is wanted. An empty field matches only what has no such filter.
struct FilterContext {
  std::string protocol{};  // "lmtp", "smtp", "imap", "sieve", …
  std::string local_ip{};  // as text
  std::string remote_ip{};
  std::string local_name{};  // TLS server name
};

// The settings that hold for `context`: the document with the matching filters laid over it, the most
// specific last, and without filter sections. Problems with filters are found by `check_filters`.
Section resolve(const Document& document, const FilterContext& context);

// Nesting order (local ⊃ local_name ⊃ remote ⊃ protocol), subnets, host names, auth settings in local/remote,
// and two filters of which neither contains the other that set one key differently.
void check_filters(const Document& document, Findings& findings);

}  // namespace dovetail::config
