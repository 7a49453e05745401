// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "daemons/dovetail/sieve_options.hpp"

namespace dovetail::tool {

// Compiles a script, or every *.sieve of a directory, and prints what is wrong with it. False if there was an error.
bool check_scripts(const std::string& path, const SieveOptions& options);

// Runs the script on the message (operands) and prints what it would do; nothing is carried out. False if a script does
// not compile or the run fails.
bool run_script(const SieveOptions& options);

}  // namespace dovetail::tool
