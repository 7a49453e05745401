// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "daemons/dovetail/console.hpp"
#include "daemons/dovetail/exit_status.hpp"

namespace dovetail::lmtp::sieve {
class Script;
}

namespace dovetail::cli {

// A whole file, or standard input for "-"; says why not, and gives nothing then.
std::optional<std::string> read_whole(const std::string& path, Console& console);

// Writes text of several lines as lines.
void print_lines(std::string_view text, void (Console::*write)(std::string_view), Console& console);

inline constexpr int kWrongScript = 1;  // exit status, as sievec documents it

// Reads and compiles one script; errors and warnings go to the console. nullptr if it is not usable; `status`
// becomes the exit status then, kNoInput or kWrongScript. `extensions` as in the setting sieve_extensions.
std::shared_ptr<const lmtp::sieve::Script> compile_script(const std::string& path,
                                                          const std::string& extensions, Console& console,
                                                          int& status);

}  // namespace dovetail::cli
