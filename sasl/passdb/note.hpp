// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "libcommon/base/log.hpp"

namespace dovetail::sasl {

// Something a database or mechanism has to say: the I/O shell makes a log line of it.
struct Note {
  base::Severity severity = base::Severity::info;
  std::string tag;  // the driver, as Dovecot puts it in front
  std::string text;
  bool login_failure = false;  // unknown user, wrong password: told only if the login failed in the end
  std::string user;            // the name at that time; "": as it is now
  std::optional<bool> verbose = std::nullopt;  // auth_verbose of the entry that says it; none: the global one
};

}  // namespace dovetail::sasl
