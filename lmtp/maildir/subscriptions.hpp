// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "libcommon/base/result.hpp"
#include "libcommon/maildir/disk.hpp"
#include "libcommon/maildir/location.hpp"
#include "libcommon/maildir/mailbox_name.hpp"

namespace dovetail::lmtp::maildir {

// The content of a subscriptions file with one mailbox more; nothing where it is in it already. A file
// without a version line keeps its old form (levels joined by '.'); a new one is written in version 2 (levels
// joined by TAB).
std::optional<std::string> with_subscription(std::string_view content, std::string_view encoded_levels,
                                             char separator);

// Subscribes the user to a mailbox, under Dovecot's lock. A failure harms no mail.
base::Result<void> subscribe(dovetail::maildir::Disk& disk, const dovetail::maildir::Location& location,
                             const dovetail::maildir::Mailbox& mailbox);

}  // namespace dovetail::lmtp::maildir
