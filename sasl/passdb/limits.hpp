// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace dovetail::sasl {

inline constexpr std::size_t kLargestPasswdFile = 256UL * 1024 * 1024;
inline constexpr std::size_t kLongestPasswdLine = 16384;
inline constexpr std::size_t kMostOpenPasswdFiles = 256;  // expansions of one path with variables
inline constexpr std::size_t kMostColumns = 256;
inline constexpr std::size_t kMostListedUsers = 10'000'000;

}  // namespace dovetail::sasl
