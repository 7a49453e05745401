// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace dovetail::authd {

// The server's secret for auth_token: 32 bytes kept in a file of mode 0600, so that it survives a restart;
// made when it is not there. Where the file cannot be kept, a secret of this process alone.
std::string token_secret(const std::string& file);

}  // namespace dovetail::authd
