// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "libcommon/base/result.hpp"
#include "sasl/request/connection.hpp"

namespace dovetail::sasl::protocol {

// One AUTH line of a client.
struct AuthRequest {
  std::uint32_t id = 0;
  std::string mechanism;
  Connection connection;
  std::optional<std::string> initial;  // as sent in resp=, still base64; nothing where there is none
};

// The fields after the command word, unescaped. `minor` is what the client announced: below 2 an empty resp=
// is no response at all. The error is what the client did wrong, in words for the log.
base::Result<AuthRequest, std::string> parse_auth(std::span<const std::string> fields, unsigned minor);

// Fields `key=value` into a connection; for USER, PASS, LIST and REQUEST too. False: no service was named.
bool parse_connection(std::span<const std::string> fields, Connection& connection);

// A request id of a client connection: decimal, not 0.
std::optional<std::uint32_t> parse_id(std::string_view text);

}  // namespace dovetail::sasl::protocol
