// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>

#include "libcommon/base/result.hpp"

namespace dovetail::policy::greylist {

// Keeps a second daemon, or a command that works without one, away from a store's file: flock(2) on
// "PATH.lock", held until the end of its life.
class StoreLock {
 public:
  StoreLock() = default;  // holds nothing
  StoreLock(StoreLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  StoreLock& operator=(StoreLock&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~StoreLock();

  // Holds nothing where the file cannot be made because the disk is full or read only. Fails at once if somebody holds
  // it; the error is permanent then and in Postgrey's words ("ERROR: locked:
  // …").
  static base::Result<StoreLock> take(const std::string& path);
  // As take(), but together with others who share it: keeps away whoever takes it, and fails if somebody did.
  static base::Result<StoreLock> share(const std::string& path);
  // Fails as take() where somebody holds it now; makes no file and keeps nothing.
  static base::Result<void> look(const std::string& path);

 private:
  static base::Result<StoreLock> hold(const std::string& path, int kind);
  int fd_ = -1;
};

}  // namespace dovetail::policy::greylist
