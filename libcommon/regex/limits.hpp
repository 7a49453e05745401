// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

namespace dovetail::regex {

inline constexpr std::size_t kMaxPatternLength = 16 * 1024;  // bytes
inline constexpr std::size_t kMaxSubjectLength =
    1024 * 1024;                                          // bytes; longer subjects do not match (an error)
inline constexpr std::uint32_t kMatchSteps = 1'000'000;   // PCRE2 match limit: internal calls
inline constexpr std::uint32_t kQuickSteps = 2'000;       // of Effort::quick: some tens of microseconds
// PCRE2 counts anew at every place where a match may begin. All of these together, and the least for each:
inline constexpr std::uint32_t kSearchSteps = 10'000'000;  // some 60 ms
inline constexpr std::uint32_t kQuickSearchSteps = 40'000;
inline constexpr std::uint32_t kLeastSteps = 2'000;  // what a pattern needs to pass a long line without a match
inline constexpr std::uint32_t kQuickLeastSteps = 200;
inline constexpr std::uint32_t kMatchHeapKib = 4 * 1024;  // heap for one match: bounds the nesting, too
inline constexpr std::uint32_t kNestedParentheses = 100;  // of a pattern

}  // namespace dovetail::regex
