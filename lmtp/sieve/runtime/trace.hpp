// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace dovetail::lmtp::sieve {

// Takes the description of a run as it goes, for `dovetail sieve run -t` and sieve_trace_dir.
class Trace {
 public:
  virtual ~Trace() = default;
  // `line` 0: about the script as a whole.
  virtual void write(unsigned line, const std::string& text) = 0;
};

}  // namespace dovetail::lmtp::sieve
