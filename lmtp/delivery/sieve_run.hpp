// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "lmtp/delivery/filing.hpp"
#include "lmtp/delivery/log_format.hpp"
#include "lmtp/scripts/script_sequence.hpp"
#include "lmtp/sieve/runtime/execution.hpp"

namespace dovetail::lmtp::delivery {

struct SieveRun {
  bool ran = false;        // false: no script at all, plain delivery
  bool temporary = false;  // a script could not be read now: answer the peer with a temporary failure
  sieve::Outcome outcome;
  std::vector<LogLine> log;
};

// Runs a user's scripts over a message: each is opened when its turn comes, questions are answered from the
// mailboxes. Errors of the user's own script go to the user's log file, others to the server's. Worker only.
SieveRun run_scripts(scripts::ScriptCache& cache, const scripts::Locations& locations, sieve::Input input,
                     Filing& filing);

}  // namespace dovetail::lmtp::delivery
