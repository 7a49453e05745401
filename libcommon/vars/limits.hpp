// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace dovetail::vars {

inline constexpr std::size_t kMaxTemplateBytes = 64 * 1024;
inline constexpr std::size_t kMaxExpandedBytes = 64 * 1024;  // of one expansion, everything put in
inline constexpr std::size_t kMaxNesting = 8;                // %{if;%{if;…}…}
inline constexpr unsigned kMaxHashRounds = 100'000;          // %{sha256;rounds=…:user}
inline constexpr int kMaxWidth = 10'000'000;  // a modulus may be large; padding is cut by the bytes

}  // namespace dovetail::vars
