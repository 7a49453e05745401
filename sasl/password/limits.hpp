// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

namespace dovetail::sasl::password {

inline constexpr std::size_t kLongestStored = 4096;  // bytes of a stored password, scheme included
inline constexpr std::uint32_t kMostIterations =
    10'000'000;  // PBKDF2 and SCRAM, from a database we do not trust
inline constexpr std::uint32_t kMostOtpSteps = 9999;
inline constexpr std::size_t kLongestSalt = 1024;

}  // namespace dovetail::sasl::password
