// SPDX-License-Identifier: MIT
#pragma once

#include <ctime>
#include <string>

#include "libcommon/base/result.hpp"
#include "libcommon/base/unique_function.hpp"
#include "libcommon/maildir/disk.hpp"
#include "libcommon/maildir/location.hpp"
#include "libcommon/maildir/mailbox_name.hpp"
#include "libcommon/maildir/maildirsize.hpp"

namespace dovetail::maildir {

// Which size counts: the file's own (S=, driver `maildir`) or with CRLF line ends (W=, driver `count`).
enum class SizeKind { physical, with_crlf };

using IsIgnored = base::UniqueFunction<bool(const std::string& mailbox)>;

struct Sum {
  Amount used;
  timespec newest{};  // latest modification of a new/ or cur/
};

// Adds up new/ and cur/ of every folder but the ignored ones, `.Trash` and deleted messages included, as
// Dovecot does. Sizes come from the names, else from the files. Cost: one directory read per folder.
base::Result<Sum> sum_of_tree(Disk& disk, const Location& location, const Namespace& space, SizeKind kind,
                              IsIgnored& is_ignored);

// The newest change of any new/ or cur/ now: later than the sum's means that mail came or went meanwhile.
base::Result<timespec> newest_change(Disk& disk, const Location& location, const Namespace& space,
                                     IsIgnored& is_ignored);

bool is_later(const timespec& a, const timespec& b);

}  // namespace dovetail::maildir
