// SPDX-License-Identifier: MIT
#include "lmtp/maildir/lock_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <thread>

#include "libcommon/base/clock.hpp"
#include "lmtp/maildir/limits.hpp"

namespace dovetail::lmtp::maildir {

using base::Result;
using base::Unexpected;
using dovetail::maildir::Descriptor;
using dovetail::maildir::Disk;

namespace {

std::string owner_text() {
  char host[256] = {};
  ::gethostname(host, sizeof host - 1);
  return std::to_string(::getpid()) + ":" + host;
}

void remove_if_stale(Disk& disk, const Descriptor& directory, const std::string& name) {
  const auto status = disk.status(directory, name);
  const long long now = base::unix_seconds(base::SystemClock().wall());
  if (status && now - status->modified.tv_sec > kStaleLock.count()) {
    static_cast<void>(disk.unlink(directory, name));
  }
}

}  // namespace

Result<LockFile> LockFile::take(Disk& disk, const Descriptor& directory, std::string name) {
  using namespace std::chrono_literals;
  for (auto waited = 0ms; waited < kLockPatience; waited += 50ms) {
    auto file = disk.create_file(directory, name, 0600);
    if (file) {
      LockFile lock(disk, directory, std::move(name));
      if (auto done = disk.write_all(*file, owner_text()); !done) {
        return Unexpected(std::move(done).error());
      }
      return lock;
    }
    if (file.error().code != EEXIST) {
      return Unexpected(std::move(file).error());
    }
    remove_if_stale(disk, directory, name);
    std::this_thread::sleep_for(50ms);
  }
  return Unexpected(base::temporary("cannot lock " + name + ": held by another program", EAGAIN));
}

LockFile::LockFile(LockFile&& other) noexcept
    : disk_(std::exchange(other.disk_, nullptr)),
      directory_(other.directory_),
      name_(std::move(other.name_)) {}

LockFile::~LockFile() {
  if (disk_ != nullptr) {
    static_cast<void>(disk_->unlink(*directory_, name_));
  }
}

Result<void> LockFile::replace(const std::string& target, const std::string& content, mode_t mode) {
  // Where the lock is "<target>.lock" it would be in the way of a second file of that name.
  const std::string temporary = target + ".new." + std::to_string(::gettid());
  auto file = disk_->create_file(*directory_, temporary, mode);
  if (!file) {
    return Unexpected(std::move(file).error());
  }
  Result<void> done = disk_->write_all(*file, content);
  if (done) {
    done = disk_->close(*std::move(file));
  }
  if (done) {
    done = disk_->rename(*directory_, temporary, *directory_, target);
  }
  if (!done) {
    static_cast<void>(disk_->unlink(*directory_, temporary));
  }
  return done;
}

}  // namespace dovetail::lmtp::maildir
