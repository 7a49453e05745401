// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include <sys/types.h>

#include "libcommon/event/unique_fd.hpp"

namespace dovetail::daemon {

// One listener as the configuration describes it: `unix_listener` (path set) or `inet_listener` (port set).
struct ListenerSpec {
  std::string service;  // of the section it stands in: "auth", "lmtp", "policy"
  std::string name;     // of the listener's own section; FileDescriptorName= of a handed-over one
  std::string type;     // what is spoken there; the daemon gives it its meaning, "" its default
  std::string path;     // absolute
  mode_t mode = 0600;   // 0: never opened by us, still describes a handed-over socket of this path
  std::string user;     // owner of the socket file; "" as bind(2) makes it
  std::string group;
  std::string address;  // inet; "" any
  std::uint16_t port = 0;
  std::map<std::string, std::string> options;  // of the block, as written
  std::string source;   // "file:line", for messages

  bool is_unix() const { return !path.empty(); }
  std::string text() const;  // "unix:/path", "inet:address:port"
};

// A listener that is open.
struct Listener {
  ListenerSpec spec;
  event::UniqueFd fd;
  bool handed_over = false;  // came by LISTEN_FDS: stays open in the service manager while we restart
};

}  // namespace dovetail::daemon
