// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "libcommon/base/log.hpp"

namespace dovetail::lmtpd {

// Lines as Dovecot's lmtp writes them: "lmtp(<pid>): …", and for one delivery
// "lmtp(<user>)<<pid>><<session>>: …".
void log_line(base::Log& log, base::Severity severity, std::string_view text);
void log_delivery(base::Log& log, std::string_view user, std::string_view session, base::Severity severity,
                  std::string_view text);

}  // namespace dovetail::lmtpd
