// SPDX-License-Identifier: MIT
#pragma once

#include "daemons/dovetail/command.hpp"

namespace dovetail::cli {

extern const Command kSieveCheck;  // sieve_check.cpp: what sievec says about scripts
extern const Command kSieveRun;    // sieve_run.cpp: what sieve-test shows

}  // namespace dovetail::cli
