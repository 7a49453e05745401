// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

// What a script may ask of the compiler; beyond it stands a compile error, never a crash.
namespace dovetail::lmtp::sieve::limits {

inline constexpr std::size_t kScriptSize = 1024 * 1024;  // sieve_max_script_size's default, octets
inline constexpr std::size_t kIdentifier = 32;           // octets
inline constexpr std::size_t kString = 1024 * 1024;      // octets of one string
inline constexpr std::size_t kArguments = 32;            // of one command
inline constexpr std::size_t kBlockDepth = 32;
inline constexpr std::size_t kTestDepth = 32;
inline constexpr std::size_t kErrors = 100;  // reported ones; counting goes on

}  // namespace dovetail::lmtp::sieve::limits
