// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "lmtp/sieve/runtime/action.hpp"

namespace dovetail::lmtp::sieve {

// What scripts decided, for a human: the lines that sieve-test prints, which scripts around it read.
//   " * store message in folder: A.B" and side effects below, each line with its newline.
std::string describe(const Action& action);

// "Performed actions:" … "Implicit keep:" … — the report of a run without its final result line.
std::string describe_run(const std::vector<Action>& actions, bool implicit_keep, const Store& keep);

}  // namespace dovetail::lmtp::sieve
