// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace dovetail::daemon {

// capabilities(7) by raw system calls; for the calling thread. Safe between fork(2) and execve(2).
constexpr std::uint64_t kSetIdCapabilities = (1U << 6) | (1U << 7);  // CAP_SETGID, CAP_SETUID

bool set_capabilities(std::uint64_t kept);  // effective and permitted; inheritable and ambient become empty
void drop_bounding_set(std::uint64_t kept);  // as far as the process may
std::uint64_t effective_capabilities();

}  // namespace dovetail::daemon
