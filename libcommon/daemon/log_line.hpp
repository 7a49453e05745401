// SPDX-License-Identifier: MIT
#pragma once

#include <ctime>
#include <string>
#include <string_view>

#include "libcommon/base/log.hpp"

namespace dovetail::daemon {

// How one event looks in each kind of log. Pure functions.

// One line: control bytes are '?', at most 8 KiB.
std::string cleaned_line(std::string_view line);

// As Dovecot writes its own log files: "TIME PREFIX: Info: TEXT", where the line itself begins with the prefix
// ("auth: ", "lmtp(7): "); a level word that is there already is not repeated.
std::string dovecot_file_line(std::string_view time, base::Severity severity, std::string_view line);

// Other programs' files: "TIME IDENT: TEXT".
std::string plain_file_line(std::string_view time, std::string_view ident, std::string_view line);

std::string time_text(const std::string& format, const std::tm& local);  // strftime(3), at most 100 bytes

}  // namespace dovetail::daemon
