// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libcommon/base/result.hpp"
#include "libcommon/sql/mariadb.hpp"

namespace dovetail::table::maps {

// The `hosts` of a mysql_table(5) file: unix:/path, inet:host[:port], host[:port], [v6]:port, separated by
// white space or commas. "localhost" and an empty list mean the client library's unix socket.
base::Result<std::vector<sql::MariadbHost>, std::string> parse_hosts(std::string_view text);

}  // namespace dovetail::table::maps
