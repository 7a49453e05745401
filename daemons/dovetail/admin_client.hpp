// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libcommon/base/result.hpp"

namespace dovetail::cli {

struct AdminReply {
  int status = 0;  // HTTP's: 200 is success
  std::string body;
};

// One command to a running daemon over its admin socket. Blocks, at most 30 s. An error with code ENOENT or
// ECONNREFUSED means that no daemon is there; parameters are encoded here.
base::Result<AdminReply> ask_daemon(const std::string& socket_path, std::string_view method,
                                    std::string_view path,
                                    const std::vector<std::pair<std::string, std::string>>& parameters = {});

// Where the daemon's admin socket is by the configuration file's `admin_socket`; "" if it is switched off.
std::string admin_socket_path(const std::string& config_file, const std::string& daemon);

}  // namespace dovetail::cli
