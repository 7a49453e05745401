// SPDX-License-Identifier: MIT
#pragma once

#include "libcommon/config/listeners.hpp"
#include "libcommon/event/peer.hpp"

namespace dovetail::daemon {

// Where a connection came from, and through which listener. The listener lives as long as its server.
struct PeerInfo {
  const config::Listener* listener = nullptr;
  event::Peer peer;
};

}  // namespace dovetail::daemon
