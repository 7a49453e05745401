// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>

#include "policy/greylist/limits.hpp"

namespace dovetail::policy::greylist {

// A record's time as the SQLite tables hold it: 32 bits, and never the 0 of a forgotten one.
inline std::uint32_t stored_time(std::int64_t seconds) {
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(seconds, 1, kLatestTime));
}

}  // namespace dovetail::policy::greylist
