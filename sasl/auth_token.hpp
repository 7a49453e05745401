// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sasl/request/subject.hpp"

namespace dovetail::sasl {

// auth_token of a login taken over: what an imap process shows for URLAUTH, see mech/dovecot_token.hpp.
std::string auth_token(std::string_view secret, const Subject& subject, std::uint32_t session_pid);

}  // namespace dovetail::sasl
