// SPDX-License-Identifier: MIT
#pragma once

#include "daemons/policyd/engine.hpp"
#include "daemons/policyd/setup.hpp"
#include "libcommon/base/clock.hpp"
#include "libcommon/base/log.hpp"

namespace dovetail::policyd {

// Postfix's spawn(8): the one connection is standard input and output, the process ends with it. Plain
// blocking calls, no loop and no threads. The exit status.
int serve_stdio(const GreylistSetup& setup, Engine& engine, base::Log& log, const base::Clock& clock);

}  // namespace dovetail::policyd
