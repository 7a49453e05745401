// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>

namespace dovetail::lmtp::maildir {

inline constexpr std::size_t kMaxKeywords = 26;                    // letters a … z of a file name
inline constexpr std::size_t kMaxKeywordsFile = 64 * 1024;         // bytes of dovecot-keywords
inline constexpr std::size_t kMaxSubscriptions = 4 * 1024 * 1024;  // bytes of the subscriptions file
inline constexpr std::size_t kMaxJournalLine = 8 * 1024;
inline constexpr std::size_t kWriteBlock = 128 * 1024;  // bytes written at a time
inline constexpr std::size_t kPieceInMemory =
    4 * 1024 * 1024;  // bytes of a message looked at before memory is given back
inline constexpr std::chrono::seconds kStaleLock{120};  // Dovecot's: nobody touched it for so long
inline constexpr std::chrono::seconds kLockPatience{2};

}  // namespace dovetail::lmtp::maildir
