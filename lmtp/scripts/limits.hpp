// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace dovetail::lmtp::scripts::limits {

inline constexpr std::size_t kCachedScripts = 1024;      // compiled scripts kept in memory
inline constexpr std::size_t kScriptsOfDirectory = 256;  // *.sieve files of one sieve_before directory
inline constexpr std::size_t kPathComponents = 64;
inline constexpr std::size_t kUserLogBytes = 10 * 1024;  // then it is renamed to NAME.0

}  // namespace dovetail::lmtp::scripts::limits
