// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "libcommon/base/result.hpp"
#include "policy/greylist/settings.hpp"

namespace dovetail::policy::greylist {

// What a command must know of the daemon to work on its SQLite file without it: how keys are formed (--privacy,
// --lookup-by-host, the network lengths), the times, and the list files. The daemon leaves it in the file
// (greylist_meta, "settings"), since with Postgrey's options nothing else tells it.

// Writes them, if they differ from what is there. The file and its tables are there already.
base::Result<void> remember_settings(const Settings& settings);
// Takes them over from settings.database. A file that is missing, or has none, changes nothing.
void recall_settings(Settings& settings);

// As they stand in the file: a line each, "name=value".
std::string settings_text(const Settings& settings);
void read_settings_text(std::string_view text, Settings& settings);  // unknown lines are skipped

}  // namespace dovetail::policy::greylist
