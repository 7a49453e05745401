// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libcommon/base/result.hpp"
#include "policy/greylist/settings.hpp"

namespace dovetail::policy::greylist {

// What Postgrey's command line says.
struct PostgreyOptions {
  enum class Action { serve, help, manual, version };
  Action action = Action::serve;
  Settings settings;  // lists and database as the installation has them where no option says otherwise
  std::vector<std::string> unix_paths;
  std::vector<std::string> inet;  // [HOST:]PORT
  unsigned socket_mode = 0666;
  unsigned listen_queue = 0;  // 0: the system's
  bool daemonize = false;
  std::string pid_file;
  std::string user;
  std::string group;
  std::string dbdir;
  std::string facility = "mail";
};

// Is this Postgrey's command line (without the program's name)? Yes if --unix, -u, --inet or -i is among the
// options.
bool looks_like_postgrey(std::span<const std::string> arguments);

// Postgrey 1.37's rules: long names exact, values by "=" or as the next word, no bundling, case matters, the
// first word that is no option ends them. A value of 0 counts as not given where Postgrey does so. The
// error's detail is the line for stderr.
base::Result<PostgreyOptions> parse_postgrey(std::span<const std::string> arguments);

// The same for a few options given on top of a configuration file (`dovetail-policyd -c FILE --delay=60`):
// changes `settings`; an unknown name or a wrong value is an error.
base::Result<void> apply_postgrey_option(Settings& settings, std::string_view name, std::string_view value);
// Names that apply_postgrey_option() takes, and whether they have a value.
struct SettingOption {
  const char* name;
  bool has_value;
};
std::span<const SettingOption> setting_options();

std::string postgrey_help();

}  // namespace dovetail::policy::greylist
