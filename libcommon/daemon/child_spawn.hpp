// SPDX-License-Identifier: MIT
#pragma once

#include "libcommon/base/result.hpp"
#include "libcommon/daemon/child_process.hpp"
#include "libcommon/event/unique_fd.hpp"

namespace dovetail::daemon {

// A program that has just been started; the descriptors are our non-blocking ends of its pipes.
struct Child {
  pid_t pid = -1;
  event::UniqueFd process;  // pidfd_open(2): readable when it has ended
  event::UniqueFd input;
  event::UniqueFd output;
  event::UniqueFd error_output;
};

base::Result<Child> spawn(const ChildSpec& spec);

}  // namespace dovetail::daemon
