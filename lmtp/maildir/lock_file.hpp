// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "libcommon/base/result.hpp"
#include "libcommon/maildir/disk.hpp"

namespace dovetail::lmtp::maildir {

// A dotlock as Dovecot takes it: a file made with O_EXCL that holds "pid:host". One that nobody touched for
// two minutes is taken over. Waits up to two seconds (on a worker); then an error with code EAGAIN. Removed
// by the destructor, unless the file was renamed away as the new content.
class LockFile {
 public:
  static base::Result<LockFile> take(dovetail::maildir::Disk& disk,
                                     const dovetail::maildir::Descriptor& directory, std::string name);
  LockFile(LockFile&& other) noexcept;
  LockFile& operator=(LockFile&&) = delete;
  ~LockFile();

  // Puts `content` in place of the file `target`, through `temporary` (this lock's own name, or another's).
  base::Result<void> replace(const std::string& target, const std::string& content, mode_t mode);

 private:
  LockFile(dovetail::maildir::Disk& disk, const dovetail::maildir::Descriptor& directory, std::string name)
      : disk_(&disk), directory_(&directory), name_(std::move(name)) {}
  dovetail::maildir::Disk* disk_;
  const dovetail::maildir::Descriptor* directory_;
  std::string name_;
};

}  // namespace dovetail::lmtp::maildir
