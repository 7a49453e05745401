// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "libcommon/base/result.hpp"
#include "libcommon/maildir/disk.hpp"
#include "libcommon/maildir/mailbox_name.hpp"
#include "lmtp/maildir/permissions.hpp"

namespace dovetail::lmtp::maildir {

// A mailbox opened for delivery.
struct Folder {
  dovetail::maildir::Descriptor directory, tmp, fresh, cur;  // the folder and its tmp/, new/, cur/
  Permissions permissions;
};

// Opens a mailbox. INBOX is created where it is missing, with all that leads to it (0700: a home on its first
// mail); any other only if `create`. Missing tmp/, new/, cur/ of an existing folder are made in every case.
// Error code ENOENT: the mailbox does not exist.
// After a crash in the middle of a creation the next call completes it: every step is "make it unless it is
// there".
base::Result<Folder> open_folder(dovetail::maildir::Disk& disk, const dovetail::maildir::Mailbox& mailbox,
                                 bool create);

// The control directory of a mailbox, where dovecot-keywords and its lock are.
base::Result<dovetail::maildir::Descriptor> open_control(dovetail::maildir::Disk& disk,
                                                         const dovetail::maildir::Location& location,
                                                         const dovetail::maildir::Mailbox& mailbox);

// Opens a directory by its path, making what is missing of it, 0700.
base::Result<dovetail::maildir::Descriptor> open_or_make(dovetail::maildir::Disk& disk,
                                                         const std::string& path);

}  // namespace dovetail::lmtp::maildir
