// SPDX-License-Identifier: MIT
#include "lmtp/maildir/permissions.hpp"

#include <sys/stat.h>

#include "tests/support/catch.hpp"

using dovetail::lmtp::maildir::Permissions;
using dovetail::lmtp::maildir::permissions_of;

TEST_CASE("the mail root decides who may read") {
  dovetail::maildir::FileStatus root;
  root.mode = S_IFDIR | 0755;
  CHECK(permissions_of(root) == Permissions{0600, 0700});
  root.mode = S_IFDIR | S_ISGID | 0770;
  CHECK(permissions_of(root) == Permissions{0660, 0770});
  root.mode = S_IFDIR | S_ISGID | 0050;
  CHECK(permissions_of(root) == Permissions{0640, 0750});
}
