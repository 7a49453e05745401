// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include <sys/types.h>

#include "libcommon/event/unique_fd.hpp"

namespace dovetail::daemon {

// A log file, for appending; it is made with mode 0600 if it is not there. Empty: see errno.
// One that root makes belongs to `owner`, whom the daemon becomes: it must be able to open it again. One that is there
// already stays whose it is. As root a link in the file's place is followed only in a folder that nobody else can write
// to (/dev/stdout); elsewhere its owner could have any file of the system written to: ELOOP.
event::UniqueFd open_log_file(const std::string& path, const std::optional<uid_t>& owner);

}  // namespace dovetail::daemon
