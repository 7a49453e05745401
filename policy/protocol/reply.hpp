// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace dovetail::policy {

// The bytes that answer one request: "action=ACTION", LF, LF. The action is made safe first (action.hpp).
std::string format_reply(std::string_view action);

}  // namespace dovetail::policy
