// SPDX-License-Identifier: MIT
#pragma once

namespace dovetail::cli {

// sysexits(3), as doveadm uses them.
enum ExitStatus : int {
  kSuccess = 0,
  kUsage = 64,         // wrong command line
  kNoInput = 66,       // a file cannot be read
  kNoUser = 67,
  kNotFound = 68,      // no such host in sysexits; here: nothing under that key
  kUnavailable = 69,   // the daemon does not answer
  kSoftware = 70,      // a bug of ours
  kTemporary = 75,
  kNoPermission = 77,  // refused: wrong password, no right
  kConfiguration = 78,
};

}  // namespace dovetail::cli
