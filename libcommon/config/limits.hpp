// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace dovetail::config {

// What one reading of a configuration may cost. Beyond any of these the reader reports an error and stops
// there.
inline constexpr std::size_t kMaxLineBytes = 64 * 1024;  // one logical line, continuations included
inline constexpr std::size_t kMaxIncludeDepth = 16;
inline constexpr std::size_t kMaxFiles = 1024;                   // files opened by one reading
inline constexpr std::size_t kMaxTotalBytes = 16 * 1024 * 1024;  // over all files
inline constexpr std::size_t kMaxSectionDepth = 32;
inline constexpr std::size_t kMaxSections = 10'000;            // over all files
inline constexpr std::size_t kMaxFindings = 1000;              // further ones are counted, not kept
inline constexpr std::size_t kMaxValueBytes = 64 * 1024;       // after `$name` was put in
inline constexpr std::size_t kMaxBraceAlternatives = 1024;     // {a,b} in an include pattern, multiplied out
inline constexpr std::size_t kMaxLateFileBytes = 1024 * 1024;  // a `<file` value or a credential

}  // namespace dovetail::config
