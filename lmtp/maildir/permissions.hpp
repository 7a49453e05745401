// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include "libcommon/maildir/disk.hpp"

namespace dovetail::lmtp::maildir {

// Modes of what is created in a mailbox, derived from the mail root as Dovecot does: a root with the
// set-group-id bit hands its group on, and the group's bits count; any other root belongs to its user alone.
struct Permissions {
  mode_t file = 0600;
  mode_t directory = 0700;
  bool operator==(const Permissions&) const = default;
};
Permissions permissions_of(const dovetail::maildir::FileStatus& root);

}  // namespace dovetail::lmtp::maildir
