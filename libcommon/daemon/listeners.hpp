// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libcommon/config/findings.hpp"
#include "libcommon/config/listeners.hpp"
#include "libcommon/daemon/listener.hpp"
#include "libcommon/event/unique_fd.hpp"

namespace dovetail::daemon {

// A descriptor of sd_listen_fds(3), not matched yet.
struct HandedSocket {
  event::UniqueFd fd;
  std::string name;  // of LISTEN_FDNAMES, "" where there is none
};

// Takes what the service manager handed to this process (LISTEN_PID is ours) and clears the variables.
// At most once per process.
std::vector<HandedSocket> take_handed_sockets();

// The listeners of the file that a handed-over socket belongs to: by path or port first, then by name
// ("NAME" or "SERVICE-NAME"). A socket that no block describes gets a bare spec with its name and address.
std::vector<Listener> match_handed(std::vector<HandedSocket> sockets, const std::vector<config::Listener>& specs);

// Opens all that Listener::opens(), one per address; every failure is a finding, so that all are seen in one run.
std::vector<Listener> open_listeners(const std::vector<config::Listener>& specs, config::Findings& findings);

}  // namespace dovetail::daemon
