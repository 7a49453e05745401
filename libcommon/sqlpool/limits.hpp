// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>

namespace dovetail::sqlpool {

inline constexpr std::size_t kDepth = 8;             // statements under way on one connection
inline constexpr std::size_t kMostTogether = 16;     // queries in one statement
// With so many connections busy, who comes next waits for others to go with: one statement of eight costs the server,
// and the wake-ups on the way, little more than one of one. Two: one is worked on while answers of the other go out.
inline constexpr std::size_t kBusyLines = 2;
inline constexpr std::chrono::seconds kPrepareAgain{60};  // until such a statement is prepared once more
inline constexpr std::chrono::milliseconds kBrisk{2};  // a query that takes longer gets no more put behind it
inline constexpr std::chrono::milliseconds kStall{20};  // … and those behind it go elsewhere,
inline constexpr std::chrono::seconds kInFile{5};    // and for so long nobody stands behind others
inline constexpr std::chrono::seconds kLimited{2};   // until a refused connection is tried again
inline constexpr unsigned kPatience = 100;           // so many queries run without a short wait after one in vain

}  // namespace dovetail::sqlpool
