// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace dovetail::wire {

// Bytes. Limits that belong to a format itself; limits that a protocol chooses (line, request) are arguments.
inline constexpr std::size_t kMaxNetstringDigits = 7;  // spec of socketmap: lengths up to 9 999 999
inline constexpr std::size_t kMaxPathLength = 1024;  // RFC 5321 §4.5.3.1.3 wants 256; VERP senders exceed it
inline constexpr std::size_t kMaxDomainLength = 255;  // RFC 5321 §4.5.3.1.2
inline constexpr std::size_t kMaxLabelLength = 63;    // RFC 1035 §2.3.4
inline constexpr std::size_t kMaxTabFields = 1024;    // fields of one line of the auth protocol

}  // namespace dovetail::wire
