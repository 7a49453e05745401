// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libcommon/config/load.hpp"

namespace dovetail::cli {

// The lines of main.cf that make Postfix use our daemons, for the sockets of `document` (or the packaged ones) and
// with what main.cf already says (`postconf -n`; may be empty): policy checks are put behind the restrictions that
// are there, mysql: and sqlite: tables become lookups in dovetail-tabled (table/migrate). Comments included.
std::vector<std::string> postfix_lines(const config::Document& document, std::string_view postconf);

}  // namespace dovetail::cli
