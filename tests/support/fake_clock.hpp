// SPDX-License-Identifier: MIT
#pragma once

#include "libcommon/base/clock.hpp"

namespace dovetail::test {

// A clock that a test moves. Not for use from several threads.
class FakeClock final : public base::Clock {
 public:
  explicit FakeClock(long long start_unix_seconds = 1'700'000'000)
      : wall_(base::from_unix_seconds(start_unix_seconds)) {}

  base::WallTime wall() const override { return wall_; }
  base::MonoTime mono() const override { return mono_; }

  void advance(std::chrono::milliseconds step) {  // time passes
    wall_ += step;
    mono_ += step;
  }
  void jump_to(long long unix_seconds) {
    wall_ = base::from_unix_seconds(unix_seconds);
  }  // somebody set the clock

 private:
  base::WallTime wall_;
  base::MonoTime mono_{};
};

}  // namespace dovetail::test
