// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>

namespace dovetail::daemon {

// Names one connection of one Server. Never used again after the connection has gone, so an answer that comes too
// late finds nobody. A plain value: may travel through workers.
struct ConnectionId {
  std::uint32_t slot = 0;
  std::uint32_t generation = 0;
  auto operator<=>(const ConnectionId&) const = default;
};

}  // namespace dovetail::daemon
