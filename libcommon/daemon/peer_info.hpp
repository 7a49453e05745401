// SPDX-License-Identifier: MIT
#pragma once

#include "libcommon/daemon/listener_spec.hpp"
#include "libcommon/event/peer.hpp"

namespace dovetail::daemon {

// Where a connection came from, and through which listener. The listener lives as long as its server.
struct PeerInfo {
  const ListenerSpec* listener = nullptr;
  event::Peer peer;
};

}  // namespace dovetail::daemon
