// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemons/dovetail/command.hpp"

namespace dovetail::cli {

// The script that completes commands and options in a shell, "bash" or "zsh" (`dovetail help --completion SHELL`);
// nothing for another shell.
std::optional<std::vector<std::string>> completion(std::span<const Command> commands, std::string_view shell);

}  // namespace dovetail::cli
