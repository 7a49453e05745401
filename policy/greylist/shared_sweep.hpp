// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "libcommon/base/result.hpp"
#include "policy/greylist/settings.hpp"
#include "policy/greylist/sqlite_client_table.hpp"
#include "policy/greylist/sqlite_tables.hpp"

namespace dovetail::policy::greylist {

// The work that can wait of SharedSqliteStore. How far it is stands in the file (greylist_meta, "shared_sweep"), so
// that the processes go on where the last one stopped. The caller has a transaction open, but for sweep_is_due().

// Moves all that is behind the marks into the settled table.
base::Result<void> settle_everything(SqliteTables& tables);

// Is there something to sweep at this time? A clock that was set back is no reason to wait.
base::Result<bool> sweep_is_due(SqliteTables& tables, std::int64_t now);
// Removes what is old among the next rows. True: there are more.
base::Result<bool> sweep_some(SqliteTables& tables, SqliteClientTable& clients, const Settings& settings,
                              std::int64_t now);

}  // namespace dovetail::policy::greylist
