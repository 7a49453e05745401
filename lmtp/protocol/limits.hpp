// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>

namespace dovetail::lmtp::protocol {

// Bytes, as Dovecot; longer: 500, the session goes on.
inline constexpr std::size_t kMaxCommandLine = 64 * 1024;
inline constexpr std::size_t kMaxRecipients = 1000;   // of one transaction
inline constexpr std::size_t kMaxOpenQuestions = 64;  // RCPT commands resolved at one time
inline constexpr std::size_t kMaxParameters = 20;     // of one MAIL or RCPT
// Bytes kept while questions are open; then no more reading.
inline constexpr std::size_t kMaxUnread = 256 * 1024;
inline constexpr std::size_t kMaxForwarded = 255;  // bytes of one XFORWARD value
inline constexpr int kMaxBadCommands = 10;         // in a row; the next one ends the session
inline constexpr std::chrono::minutes kIdleTime{5};
inline constexpr std::chrono::seconds kLastCallTime{1};  // at the end: for who said LHLO and not yet MAIL

}  // namespace dovetail::lmtp::protocol
