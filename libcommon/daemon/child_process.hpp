// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "libcommon/base/result.hpp"
#include "libcommon/daemon/privileges.hpp"

namespace dovetail::daemon {

struct ChildSpec {
  std::vector<std::string> command{};      // [0] is the program's absolute path; no shell
  std::vector<std::string> environment{};  // "NAME=value"; nothing is inherited
  std::string folder = "/";
  std::string input{};                     // its standard input
  std::size_t output_limit = 64 * 1024;  // of each of the two kept; the rest is read and dropped
  std::chrono::milliseconds time_limit{30'000};
  std::optional<Identity> identity{};      // to run as, where the caller has CAP_SETUID and CAP_SETGID
};

struct ChildOutcome {
  int exit_status = -1;   // -1: ended by a signal
  int signal = 0;
  bool timed_out = false;  // its process group was killed
  std::string output;
  std::string error_output;
};

// Runs a program and waits for it: on a worker, never on the loop. The child has its own process group, all
// capabilities cleared (ambient, inheritable, bounding where allowed), real and saved ids equal to the effective
// ones, default signals, and no descriptor but 0, 1, 2. What it left running in its group is killed at the end.
base::Result<ChildOutcome> run_child(const ChildSpec& spec);

}  // namespace dovetail::daemon
