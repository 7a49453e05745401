// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libcommon/base/clock.hpp"

namespace dovetail::policyd {

// A line a minute while something lasts, however often it is reported, with the number of times since the
// last one.
class TroubleLog {
 public:
  // The line to write now, if it is time for one.
  std::optional<std::string> report(std::string_view what, std::uint64_t times, base::MonoTime now);

 private:
  static constexpr std::chrono::seconds kPause{60};
  std::optional<base::MonoTime> last_;
  std::uint64_t unsaid_ = 0;
};

}  // namespace dovetail::policyd
