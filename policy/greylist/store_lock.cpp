// SPDX-License-Identifier: MIT
#include "policy/greylist/store_lock.hpp"

#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace dovetail::policy::greylist {

StoreLock::~StoreLock() {
  if (fd_ >= 0) ::close(fd_);
}

base::Result<StoreLock> StoreLock::take(const std::string& path) {
  return hold(path, LOCK_EX);
}

base::Result<StoreLock> StoreLock::share(const std::string& path) {
  return hold(path, LOCK_SH);
}

base::Result<StoreLock> StoreLock::hold(const std::string& path, int kind) {
  const std::string file = path + ".lock";
  StoreLock lock;
  lock.fd_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  const int problem = errno;
  if (lock.fd_ < 0 && problem == EROFS) lock.fd_ = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  // Where no file can be made now, the store's cannot be, either.
  if (lock.fd_ < 0 && (problem == EROFS || problem == ENOSPC || problem == EDQUOT)) return lock;
  if (lock.fd_ < 0)
    return base::Unexpected(base::system_error("ERROR: can't open lock file: " + file, problem));
  if (::flock(lock.fd_, kind | LOCK_NB) != 0) {
    return base::Unexpected(base::permanent("ERROR: locked: " + file, errno));
  }
  return lock;
}

base::Result<void> StoreLock::look(const std::string& path) {
  const std::string file = path + ".lock";
  StoreLock lock;
  lock.fd_ = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (lock.fd_ >= 0 && ::flock(lock.fd_, LOCK_EX | LOCK_NB) != 0) {
    return base::Unexpected(base::permanent("ERROR: locked: " + file, errno));
  }
  return {};
}

}  // namespace dovetail::policy::greylist
