// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libcommon/base/result.hpp"

namespace dovetail::daemon {

// An option of one daemon, besides those that all have.
struct ExtraOption {
  std::string name{};      // long name without dashes
  char letter = 0;         // short form, 0: none
  std::string argument{};  // its name in the help; "" for a flag
  std::string help{};
};

struct ProgramInfo {
  std::string name{};     // "policyd": program dovetail-policyd, socket /run/dovetail/policyd.admin
  std::string summary{};  // one line for --help
  std::string default_config = "/etc/dovetail/dovetail.conf";
  std::vector<ExtraOption> extra{};
};

enum class Action { run, check, print_config, version, help };

// The command line, read.
struct Options {
  Action action = Action::run;
  std::string config_file;
  std::vector<std::pair<std::string, std::string>> extra;  // long name and value, in order given

  std::optional<std::string> value(std::string_view extra_name) const;  // the last one given
};

// An Error's detail is the usage message (the frame prints it and exits 64, EX_USAGE). A word that is no
// option is an error: `dovetail-authd /etc/dovecot/dovecot.conf` would start with another file than the one
// meant.
base::Result<Options> parse_command_line(const ProgramInfo& program, int argc, char** argv);
std::string help_text(const ProgramInfo& program);
std::string version_text(const ProgramInfo& program);

}  // namespace dovetail::daemon
