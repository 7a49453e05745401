// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "libcommon/config/common_settings.hpp"
#include "libcommon/config/listeners.hpp"
#include "libcommon/daemon/log_settings.hpp"

namespace dovetail::daemon {

// What the frame itself needs from a daemon's configuration.
struct FrameSettings {
  std::vector<config::Listener> listeners;  // in the file's order, those with mode 0 too
  std::size_t client_limit = 0;             // connections at once of one server; 0: its own limit
  std::string user;                         // to become when started as root
  std::string group;
  bool keep_set_id_caps = false;   // see Identity
  std::string admin_socket;        // absolute path; "": none
  std::string admin_socket_group;  // its file is 0660
  std::string metrics_listener;    // "host:port"; "": none
  std::chrono::milliseconds shutdown_timeout{30'000};
  LogSettings log;
  bool daemonize = false;  // Postgrey's --daemonize: leave the terminal once all sockets are open
  std::string pid_file;    // Postgrey's --pidfile; "": none
};

// All of it that the common settings say; listeners, user and group are the daemon's to add. `name` is
// ProgramInfo::name, `default_ident` the log ident where the file sets none.
FrameSettings frame_settings(const config::CommonSettings& common, const std::string& name,
                             const std::string& default_ident);

}  // namespace dovetail::daemon
