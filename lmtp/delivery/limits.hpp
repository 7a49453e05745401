// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace dovetail::lmtp::delivery {

inline constexpr std::size_t kSpoolInMemory = 128 * 1024;  // bytes of a message before it goes to a file
inline constexpr std::size_t kHeaderForLog =
    256 * 1024;                                   // bytes in which Message-ID, Subject, From are looked for
inline constexpr std::size_t kMaxLoggedId = 200;  // bytes of a Message-ID in a log line
inline constexpr std::size_t kMaxLoggedSubject = 80;
inline constexpr std::size_t kMaxUserLog = 10 * 1024;  // bytes of a user's Sieve log before it is put aside

}  // namespace dovetail::lmtp::delivery
