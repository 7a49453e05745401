// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

#include "libcommon/base/clock.hpp"
#include "sasl/setup.hpp"

namespace dovetail::authd {

// Runs a query on this thread's own connection to a database of the setup. Blocks; SQLite for no longer than
// `most`, then it is Failure::timed_out. Any thread.
sasl::SqlReply run_on_this_thread(const sasl::Setup& setup, const sasl::AskSql& question,
                                  const base::Clock& clock, std::chrono::milliseconds most);

}  // namespace dovetail::authd
