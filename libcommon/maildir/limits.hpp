// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace dovetail::maildir {

inline constexpr std::size_t kMaxMailboxName = 4096;  // bytes of a mailbox name as given
inline constexpr std::size_t kMaxNameOnDisk = 255;    // NAME_MAX of every file system in use
inline constexpr std::size_t kMaxMaildirsize =
    5120;  // Maildir++: a longer file is thrown away and summed anew
inline constexpr std::size_t kMaxFolders = 100'000;  // folders one walk visits
inline constexpr int kMaxFolderDepth = 32;           // of LAYOUT=fs

}  // namespace dovetail::maildir
