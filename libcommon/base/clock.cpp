// SPDX-License-Identifier: MIT
#include "libcommon/base/clock.hpp"

namespace dovetail::base {

WallTime SystemClock::wall() const {
  return std::chrono::system_clock::now();
}

MonoTime SystemClock::mono() const {
  return std::chrono::steady_clock::now();
}

long long unix_seconds(WallTime time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

WallTime from_unix_seconds(long long seconds) {
  return WallTime(std::chrono::seconds(seconds));
}

}  // namespace dovetail::base
