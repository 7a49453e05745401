// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "libcommon/base/result.hpp"
#include "libcommon/base/unique_function.hpp"
#include "libcommon/maildir/disk.hpp"
#include "libcommon/maildir/location.hpp"
#include "libcommon/maildir/mailbox_name.hpp"

namespace dovetail::maildir {

// Calls `visit` for INBOX and for every folder of the tree, each with its name and its open directory. Links
// to folders are not followed. A folder is what has a `cur` in it (Maildir++: a name that begins with '.');
// what vanishes while walking is skipped. A missing root is an empty tree. The first error of `visit` ends
// the walk.
using VisitFolder =
    base::UniqueFunction<base::Result<void>(const std::string& name, const Descriptor& folder)>;
base::Result<void> walk_folders(Disk& disk, const Location& location, const Namespace& space,
                                VisitFolder& visit);

}  // namespace dovetail::maildir
