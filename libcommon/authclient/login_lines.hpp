// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libcommon/authclient/login.hpp"

namespace dovetail::authclient {

// Lines of the auth client protocol, written and read.
std::string auth_line(std::uint32_t id, const LoginRequest& request);  // with its LF
LoginOutcome ok_outcome(const std::vector<std::string>& fields);       // OK, id, fields…
LoginOutcome fail_outcome(const std::vector<std::string>& fields);     // FAIL, id, fields…

}  // namespace dovetail::authclient
