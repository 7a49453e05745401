// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "libcommon/base/clock.hpp"
#include "libcommon/base/result.hpp"

namespace dovetail::lmtp::scripts {

// Appends lines ("sieve: …", each with its newline) to a user's log of script errors. The file is made with
// mode 0600 and an opening line, and renamed to PATH.0 once it has 10 KiB. Written with the calling thread's
// file-system ids, never through a symbolic link. Nothing is synced: these lines may be lost in a power cut.
base::Result<void> append_user_log(const std::string& path, std::string_view lines, base::WallTime now,
                                   int zone_minutes);

}  // namespace dovetail::lmtp::scripts
