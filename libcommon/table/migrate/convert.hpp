// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dovetail::table::migrate {

struct ConvertOptions {
  std::string endpoint = "unix:private/tabled";  // as socketmap: names it
  bool text_files = false;   // hash:, texthash:, cidr:, pcre:, regexp: too, not only mysql: and sqlite:
  bool server_keys = false;  // the server derives further keys instead of Postfix
  std::string config_directory;  // what $config_directory stands for: the folder of main.cf
};

// A main.cf with its tables moved behind dovetail-tabled: lines for a person to read and to paste, comments
// included.
struct Conversion {
  std::vector<std::string> main_cf;
  std::vector<std::string> master_cf;  // what -o options need
  std::vector<std::string> dovetail;   // for dovetail.conf
  std::size_t changed = 0;             // parameters
  std::size_t kept = 0;                // parameters with a table that must stay
  std::size_t unknown = 0;             // database tables that somebody has to look at: each with a comment
};

Conversion convert(std::string_view main_cf, std::string_view master_cf, const ConvertOptions& options);

}  // namespace dovetail::table::migrate
