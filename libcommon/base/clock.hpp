// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

namespace dovetail::base {

using WallTime = std::chrono::system_clock::time_point;  // calendar time; may jump
using MonoTime = std::chrono::steady_clock::time_point;  // for time-outs; never jumps

// Where code gets the time from. Only the I/O shell holds a Clock; domain and protocol code is handed the
// time it works with, so that a test decides what "now" is. Safe from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual WallTime wall() const = 0;
  virtual MonoTime mono() const = 0;
};

class SystemClock final : public Clock {
 public:
  WallTime wall() const override;
  MonoTime mono() const override;
};

// Whole seconds since 1970-01-01 00:00 UTC, rounded towards the past.
long long unix_seconds(WallTime time);
WallTime from_unix_seconds(long long seconds);

}  // namespace dovetail::base
