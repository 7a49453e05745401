// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemons/dovetail/command.hpp"

namespace dovetail::cli {

// Finds the command, reads its options (getopt's forms: -n, -nc FILE, -cFILE, --config FILE, --config=FILE,
// "--" ends them; options and arguments may be mixed), runs it. `words` is argv without the program's name.
int run_command_line(std::span<const Command> commands, const std::vector<std::string>& words,
                     Console& console);

// The list of commands, for `dovetail --help`; the options of one, for `dovetail GROUP NAME --help`.
std::vector<std::string> overview(std::span<const Command> commands,
                                  std::string_view group = {});  // of one group, or all
std::vector<std::string> usage(const Command& command);
// All of it in man(7)'s language, for dovetail(1) (`dovetail help --manual`).
std::vector<std::string> manual(std::span<const Command> commands);

}  // namespace dovetail::cli
