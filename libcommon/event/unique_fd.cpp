// SPDX-License-Identifier: MIT
#include "libcommon/event/unique_fd.hpp"

#include <unistd.h>

namespace dovetail::event {

void UniqueFd::reset(int fd) {
  if (fd_ >= 0) {
    ::close(fd_);
  }
  fd_ = fd;
}

}  // namespace dovetail::event
