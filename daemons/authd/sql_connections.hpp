// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "libcommon/base/clock.hpp"
#include "sasl/setup.hpp"

namespace dovetail::authd {

// Runs a query on this thread's own connection to a database of the setup. Blocks: `patience` bounds how long
// a locked SQLite file is waited for. Any thread.
sasl::SqlReply run_on_this_thread(const sasl::Setup& setup, const sasl::AskSql& question,
                                  const base::Clock& clock);

}  // namespace dovetail::authd
