// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <sys/types.h>

#include "libcommon/base/result.hpp"

namespace dovetail::event {

// Who is at the other end of a unix socket at the time of its connect (unix(7), SO_PEERCRED). In a user
// namespace without a mapping the kernel shows 65534 for every foreign id.
struct PeerCredentials {
  pid_t pid = 0;
  uid_t uid = 0;
  gid_t gid = 0;
};

// One end of an inet connection: numeric address without brackets, IPv4-mapped ones as plain IPv4.
struct InetEnd {
  std::string address;
  std::uint16_t port = 0;
};

// Both ends of an accepted connection; `credentials` for unix sockets, the others for inet ones.
struct Peer {
  std::optional<PeerCredentials> credentials;
  std::optional<InetEnd> remote;
  std::optional<InetEnd> local;

  std::string text() const;  // for logs: "192.0.2.1:4711", "unix pid=7 uid=0"
};

Peer peer_of(int fd);  // what the kernel knows; empty parts where it does not

// A connected socket's peer has closed its end, also where what it sent before that is still unread.
bool peer_has_gone(int fd);

}  // namespace dovetail::event
