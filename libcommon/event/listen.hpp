// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include <sys/types.h>

#include "libcommon/base/result.hpp"
#include "libcommon/event/socket_address.hpp"
#include "libcommon/event/unique_fd.hpp"

namespace dovetail::event {

// Rights of a unix socket file; an id that is not given stays what bind(2) makes it.
struct SocketFile {
  std::string path;
  mode_t mode = 0600;
  std::optional<uid_t> owner;
  std::optional<gid_t> group;
};

// Makes a non-blocking, close-on-exec listening socket. Nobody can connect before the file has its final
// owner; no other file's rights change, even where the folder belongs to somebody else. Not thread-safe
// (umask). A file that is already there is replaced only if it is a socket on which nobody answers; otherwise
// an Error with code EADDRINUSE (somebody answers) or EEXIST (not a socket).
base::Result<UniqueFd> listen_unix(const SocketFile& file);

// SO_REUSEADDR, with `reuse_port` SO_REUSEPORT too: then others that ask for it may share the port.
// IPv6 sockets take IPv6 only.
base::Result<UniqueFd> listen_inet(const SocketAddress& address, bool reuse_port = false);

// Does anybody accept connections at this path? False: nobody, or there is no such socket.
bool somebody_answers(const std::string& path);

}  // namespace dovetail::event
