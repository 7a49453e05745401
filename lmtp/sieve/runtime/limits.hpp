// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

// What one run may cost; settings.hpp holds the limits an administrator may change.
namespace dovetail::lmtp::sieve::limits {

inline constexpr std::size_t kMatchValues = 32;  // ${0} … ${31}
inline constexpr std::uint64_t kMatchSteps =
    200'000'000;                                     // character comparisons of all matches of one delivery
inline constexpr std::size_t kRuntimeMessages = 30;  // kept for the user's log
inline constexpr std::size_t kIncludeDepth = 10;
inline constexpr std::uint64_t kInstructions = 10'000'000;  // executed in one delivery

}  // namespace dovetail::lmtp::sieve::limits
