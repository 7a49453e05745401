// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "daemons/policyd/engine.hpp"
#include "daemons/policyd/setup.hpp"
#include "libcommon/base/clock.hpp"
#include "libcommon/base/log.hpp"

namespace dovetail::policyd {

// Postfix's spawn(8): the one connection is standard input and output, the process ends with it. Plain blocking calls
// without a loop; one thread beside them has the store, so that a reply is never later than the time limit, and
// removes old records and brings the log of the file (`checkpoint_path`; "": none) to disk while the peer is silent.
// The exit status.
int serve_stdio(const GreylistSetup& setup, Engine& engine, base::Log& log, const base::Clock& clock,
                const std::string& checkpoint_path);

}  // namespace dovetail::policyd
