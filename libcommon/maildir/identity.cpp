// SPDX-License-Identifier: MIT
#include "libcommon/maildir/identity.hpp"

#include <sys/fsuid.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <utility>

namespace dovetail::maildir {

using base::Result;
using base::Unexpected;

namespace {

// setfsuid(2) never fails visibly; asking with an impossible id tells what is in force.
bool set_fs_uid(uid_t uid) {
  ::syscall(SYS_setfsuid, uid);
  return static_cast<uid_t>(::syscall(SYS_setfsuid, static_cast<uid_t>(-1))) == uid;
}

bool set_fs_gid(gid_t gid) {
  ::syscall(SYS_setfsgid, gid);
  return static_cast<gid_t>(::syscall(SYS_setfsgid, static_cast<gid_t>(-1))) == gid;
}

bool set_groups(const std::vector<gid_t>& groups) {
  return ::syscall(SYS_setgroups, groups.size(), groups.data()) == 0;
}

std::vector<gid_t> current_groups() {
  std::vector<gid_t> groups(static_cast<std::size_t>(::getgroups(0, nullptr)));
  const int count = ::getgroups(static_cast<int>(groups.size()), groups.data());
  groups.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
  return groups;
}

}  // namespace

Result<ActAs> ActAs::user(const UserIds& ids) {
  ActAs acting;
  acting.old_uid_ = ::geteuid();
  acting.old_gid_ = ::getegid();
  if (acting.old_uid_ == ids.uid && acting.old_gid_ == ids.gid) {
    return acting;
  }
  acting.old_groups_ = current_groups();
  acting.switched_ = true;
  // Groups and gid first: without the uid's capabilities they could not be changed any more.
  if (!set_groups(ids.groups) || !set_fs_gid(ids.gid) || !set_fs_uid(ids.uid)) {
    return Unexpected(base::permanent("cannot act as uid " + std::to_string(ids.uid) + " gid " +
                                          std::to_string(ids.gid) + ": the process runs as uid " +
                                          std::to_string(acting.old_uid_) +
                                          " without CAP_SETUID and CAP_SETGID",
                                      EPERM));
  }
  return acting;
}

ActAs::ActAs(ActAs&& other) noexcept
    : switched_(std::exchange(other.switched_, false)),
      old_uid_(other.old_uid_),
      old_gid_(other.old_gid_),
      old_groups_(std::move(other.old_groups_)) {}

ActAs::~ActAs() {
  if (!switched_) {
    return;
  }
  const bool ids = set_fs_uid(old_uid_) && set_fs_gid(old_gid_);
  const bool same_groups = current_groups() == old_groups_;
  if (!ids || (!same_groups && !set_groups(old_groups_))) {
    std::abort();
  }
}

}  // namespace dovetail::maildir
