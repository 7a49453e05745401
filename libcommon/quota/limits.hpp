// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace dovetail::quota {

inline constexpr std::size_t kMaxRuleText = 4096;  // bytes of one quota_rule
inline constexpr std::size_t kMaxRules = 1000;     // quota_rule, quota_rule2, …
inline constexpr std::size_t kMaxRoots = 16;       // quota, quota2, …

}  // namespace dovetail::quota
