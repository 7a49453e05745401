// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>

namespace dovetail::lmtp::outbound {

inline constexpr std::size_t kMaxReplyLine = 4096;       // bytes of one line of an SMTP reply
inline constexpr std::size_t kMaxReplyLines = 100;       // of one reply
inline constexpr std::size_t kMessageBlock = 64 * 1024;  // bytes of the message handed out at a time
inline constexpr std::chrono::seconds kDataDone{
    600};  // RFC 5321 §4.5.3.2.6: the server may think after the dot

}  // namespace dovetail::lmtp::outbound
