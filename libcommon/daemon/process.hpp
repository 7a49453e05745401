// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "libcommon/base/result.hpp"

namespace dovetail::daemon {

// What a daemon does to its own process at start.

// Two malloc arenas instead of eight per core, descriptors 0 to 2 open, as many descriptors as allowed, umask 0077.
void prepare_process();

// Goes on in a child of its own session, with 0 to 2 on /dev/null; the parent exits with status 0.
base::Result<void> leave_terminal();

base::Result<void> write_pid_file(const std::string& path);

// Resident memory in bytes and open descriptors of this process, 0 where /proc does not tell.
double resident_bytes();
double open_descriptors();

}  // namespace dovetail::daemon
