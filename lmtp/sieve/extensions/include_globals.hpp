// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <string>

#include "lmtp/sieve/language/checker.hpp"
#include "lmtp/sieve/runtime/machine.hpp"

namespace dovetail::lmtp::sieve {

// Variables shared by the scripts that include each other (RFC 6609 §3.4), and how a name is counted at
// compile time.

// Those of the whole run.
Variables& globals(Machine& machine);
// Where a plain name lives in the running script: its own variables, or the shared ones if it was declared
// global.
Variables& scope_of(Machine& machine, const std::string& name);
// `global "x"` in the running script.
void declare_global(Machine& machine, const std::string& name);

// While compiling: `global "x"`. False where the script has used a variable of that name before.
bool declare_global_name(const std::string& name, Checker& checker);
bool is_global_name(const std::string& name, Checker& checker);

// Counts a variable of the script being compiled; reports when there are too many.
bool declare_variable(const std::string& name, unsigned line, Checker& checker);

}  // namespace dovetail::lmtp::sieve
