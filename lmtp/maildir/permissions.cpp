// SPDX-License-Identifier: MIT
#include "lmtp/maildir/permissions.hpp"

#include <sys/stat.h>

namespace dovetail::lmtp::maildir {

Permissions permissions_of(const dovetail::maildir::FileStatus& root) {
  if ((root.mode & S_ISGID) == 0) {
    return {};
  }
  return {static_cast<mode_t>((root.mode & 0666) | 0600), static_cast<mode_t>((root.mode & 0777) | 0700)};
}

}  // namespace dovetail::lmtp::maildir
