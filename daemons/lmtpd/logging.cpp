// SPDX-License-Identifier: MIT
#include "daemons/lmtpd/logging.hpp"

#include <unistd.h>

namespace dovetail::lmtpd {

void log_line(base::Log& log, base::Severity severity, std::string_view text) {
  if (log.wants(severity)) {
    log.write(severity, "lmtp(" + std::to_string(::getpid()) + "): " + std::string(text));
  }
}

void log_delivery(base::Log& log, std::string_view user, std::string_view session, base::Severity severity,
                  std::string_view text) {
  if (log.wants(severity)) {
    log.write(severity, "lmtp(" + std::string(user) + ")<" + std::to_string(::getpid()) + "><" +
                            std::string(session) + ">: " + std::string(text));
  }
}

}  // namespace dovetail::lmtpd
