// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <vector>

#include "libcommon/base/result.hpp"

namespace dovetail::maildir {

struct UserIds {
  uid_t uid = 0;
  gid_t gid = 0;
  std::vector<gid_t> groups;  // supplementary: mail_access_groups
  bool operator==(const UserIds&) const = default;
};

// While it lives, this thread's file work is done as the user. Where the process already is that user nothing
// is switched. Raw system calls: glibc's setgroups() and friends change every thread of the process. A
// database or journal of the daemon's own must not be opened in between. If the old ids cannot be restored
// the process aborts: no later mail may be written with the wrong ones.
class ActAs {
 public:
  // Fails (permanent error, code EPERM) where the process lacks CAP_SETUID and CAP_SETGID.
  static base::Result<ActAs> user(const UserIds& ids);
  ActAs(ActAs&& other) noexcept;
  ActAs& operator=(ActAs&&) = delete;
  ~ActAs();

 private:
  ActAs() = default;
  bool switched_ = false;
  uid_t old_uid_ = 0;
  gid_t old_gid_ = 0;
  std::vector<gid_t> old_groups_;
};

}  // namespace dovetail::maildir
