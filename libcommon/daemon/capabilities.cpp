// SPDX-License-Identifier: MIT
#include "libcommon/daemon/capabilities.hpp"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace dovetail::daemon {

namespace {

constexpr int kHighestCapability = 63;

::__user_cap_header_struct header() {
  return {_LINUX_CAPABILITY_VERSION_3, 0};
}

// A unit without capabilities forbids capset(2) itself by its system call filter: it is not called for nothing.
bool has_exactly(std::uint64_t kept) {
  ::__user_cap_header_struct head = header();
  ::__user_cap_data_struct data[2] = {};
  if (::syscall(SYS_capget, &head, data) != 0) {
    return false;
  }
  for (int half = 0; half < 2; ++half) {
    const auto wanted = static_cast<std::uint32_t>(kept >> (32 * half));
    if (data[half].effective != wanted || data[half].permitted != wanted || data[half].inheritable != 0) {
      return false;
    }
  }
  return true;
}

}  // namespace

bool set_capabilities(std::uint64_t kept) {
  ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  if (has_exactly(kept)) {
    return true;
  }
  ::__user_cap_header_struct head = header();
  ::__user_cap_data_struct data[2] = {};
  data[0].effective = data[0].permitted = static_cast<std::uint32_t>(kept);
  data[1].effective = data[1].permitted = static_cast<std::uint32_t>(kept >> 32);
  return ::syscall(SYS_capset, &head, data) == 0;
}

void drop_bounding_set(std::uint64_t kept) {
  for (int capability = 0; capability <= kHighestCapability; ++capability) {
    if (((kept >> capability) & 1U) == 0) {
      ::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);  // fails beyond the kernel's last one
    }
  }
}

std::uint64_t effective_capabilities() {
  ::__user_cap_header_struct head = header();
  ::__user_cap_data_struct data[2] = {};
  if (::syscall(SYS_capget, &head, data) != 0) {
    return 0;
  }
  return data[0].effective | (std::uint64_t{data[1].effective} << 32);
}

}  // namespace dovetail::daemon
