// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

#include "libcommon/config/listeners.hpp"
#include "libcommon/event/unique_fd.hpp"

namespace dovetail::daemon {

// A listener that is open.
struct Listener {
  // Its block in the configuration. For a handed-over socket that no block describes: name and address alone.
  config::Listener spec;
  event::UniqueFd fd;
  bool handed_over = false;      // came by LISTEN_FDS: stays open in the service manager while we restart
  std::size_t client_limit = 0;  // of its service: connections at once; 0: the server's own limit
};

std::string to_string(const config::Listener& spec);  // "unix:/path", "inet:address:port"

}  // namespace dovetail::daemon
