// SPDX-License-Identifier: MIT
#include "libcommon/daemon/log_file.hpp"

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace dovetail::daemon {

namespace {

bool is_roots_alone(const std::string& folder) {
  struct ::stat info {};
  return ::stat(folder.c_str(), &info) == 0 && info.st_uid == 0 && (info.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

}  // namespace

event::UniqueFd open_log_file(const std::string& path, const std::optional<uid_t>& owner) {
  constexpr int kFlags = O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY;
  event::UniqueFd fd(::open(path.c_str(), kFlags | O_CREAT | O_EXCL, 0600));
  if (!fd && errno == EEXIST) {
    const bool may_follow = ::geteuid() != 0 || is_roots_alone(folder_of(path));
    fd.reset(::open(path.c_str(), kFlags | (may_follow ? 0 : O_NOFOLLOW)));
  } else if (fd && owner) {
    [[maybe_unused]] const int given = ::fchown(fd.get(), *owner, static_cast<gid_t>(-1));
  }
  return fd;
}

}  // namespace dovetail::daemon
