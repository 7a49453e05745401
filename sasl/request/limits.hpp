// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace dovetail::sasl {

inline constexpr std::size_t kMostForwardedFields = 64;
// Bytes, after all translation; longer ones are refused.
inline constexpr std::size_t kLongestUserName = 1024;
inline constexpr std::size_t kLongestPassword = 4096;  // bytes

}  // namespace dovetail::sasl
