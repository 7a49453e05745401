// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace dovetail::tool {

// `dovetail sieve check|run …`: what sievec and sieve-test do. `arguments` begin behind "sieve". Writes to standard
// output and error; the result is the exit status: 0 fine, 1 a script or run failed, 64 wrong usage.
int sieve_command(const std::vector<std::string>& arguments);

}  // namespace dovetail::tool
