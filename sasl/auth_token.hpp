// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sasl/request/subject.hpp"

namespace dovetail::sasl {

// auth_token of a login taken over: what an imap process shows for URLAUTH. HMAC-SHA1 with the user's name as
// key over pid, session, service and this server's secret, in hex.
std::string auth_token(std::string_view secret, const Subject& subject, std::uint32_t session_pid);

}  // namespace dovetail::sasl
