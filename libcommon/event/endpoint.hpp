// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libcommon/base/result.hpp"
#include "libcommon/event/socket_address.hpp"

namespace dovetail::event {

// Host and port as an administrator writes them: "unix:/path" or "/path", "host:port", "[v6]:port", "host"
// (then `default_port`), "*:port" for any address.
struct Endpoint {
  std::string path;  // set: a unix socket, and nothing else is
  std::string host;
  std::uint16_t port = 0;
};
base::Result<Endpoint> parse_endpoint(std::string_view text, std::uint16_t default_port);

// All addresses of an endpoint, in the resolver's order; "*" is 0.0.0.0 as in Dovecot's `listen`, "" is that
// and, where the machine has IPv6, "::". Blocks while it asks DNS: at start, or on a worker.
base::Result<std::vector<SocketAddress>> resolve(const Endpoint& endpoint);

}  // namespace dovetail::event
