// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "libcommon/base/result.hpp"

namespace dovetail::lmtp::scripts {

// A script location of the plugin section: [type:]path[;option=value]… (";;" stands for ";"). Paths absolute
// and normalized: "~/" and relative ones start at the home.
struct Location {
  std::string path;    // a file, or the directory of the scripts
  std::string active;  // option active: the link to the active script; "" if not given
  std::string name;    // option name: the script of the directory; "" if not given
};

// The error is permanent: a type other than file, a path that needs a home where there is none.
base::Result<Location> parse_location(std::string_view text, const std::string& home);

}  // namespace dovetail::lmtp::scripts
