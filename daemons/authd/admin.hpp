// SPDX-License-Identifier: MIT
#pragma once

#include "daemons/authd/context.hpp"
#include "libcommon/daemon/admin_socket.hpp"

namespace dovetail::authd {

// The daemon's own commands on its admin socket: POST /auth/cache/flush[?user=MASK].
class Admin {
 public:
  Admin(Context& context, daemon::AdminSocket& socket);

 private:
  std::string flush(const std::optional<std::string>& mask);
  Context& context_;
};

}  // namespace dovetail::authd
