// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include <sys/types.h>

#include "libcommon/base/result.hpp"

namespace dovetail::event {

// Gives the socket file at `path`, which this process has just bound, its owner and group. The folder may
// belong to somebody else, who can put another file in its place at any moment: only a socket that is this
// user's own and has no second name is touched, never what a link leads to. An id that is not given stays.
base::Result<void> give_socket_owner(const std::string& path, std::optional<uid_t> owner,
                                     std::optional<gid_t> group);

}  // namespace dovetail::event
