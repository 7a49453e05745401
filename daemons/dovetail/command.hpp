// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemons/dovetail/console.hpp"
#include "daemons/dovetail/exit_status.hpp"

namespace dovetail::cli {

// One option of a command. -h and --help are understood everywhere.
struct Option {
  char letter = 0;            // 0: long form only
  std::string_view name;      // without dashes; "" for a letter only
  std::string_view argument;  // its name in the help; "" for a flag
  std::string_view help;
};
// The option that most commands have.
inline constexpr Option kConfigOption{'c', "config", "FILE", "Configuration (default /etc/dovetail/dovetail.conf)."};

// A command line, read.
struct Invocation {
  std::vector<std::pair<std::string, std::string>> options;  // by long name, or letter where there is none; in order
  std::vector<std::string> arguments;

  bool has(std::string_view name) const;
  std::optional<std::string> value(std::string_view name) const;  // the last one given
  std::string config_file() const;                                // of kConfigOption, or the default
};

// One subcommand: a file of this folder with a function, and a line in commands.cpp. It writes its answer to the
// console and returns an ExitStatus; an escaped exception becomes kSoftware.
struct Command {
  std::string_view group;      // "config"
  std::string_view name;       // "check"; "" where the group is the command ("dovetail pw")
  std::string_view arguments;  // "USER [PASSWORD]"
  std::size_t least = 0;       // number of arguments
  std::size_t most = 0;
  std::string_view help;       // one line
  std::span<const Option> options;
  int (*run)(const Invocation& invocation, Console& console);
};

std::span<const Command> commands();  // commands.cpp

}  // namespace dovetail::cli
