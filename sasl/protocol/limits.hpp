// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>

namespace dovetail::sasl::protocol {

// Bytes of one line without its LF; longer ones close the connection (the sizes are Dovecot's).
inline constexpr std::size_t kLongestClientLine = 16384;
inline constexpr std::size_t kLongestMasterLine = 1024;

// Requests of one connection that may be open at once. At the first limit the session stops reading until
// some are answered; exchanges that wait for the client count towards the second, beyond which the oldest is
// ended.
inline constexpr std::size_t kMostWorking = 1024;
inline constexpr std::size_t kMostWaiting = 1024;

// How long an exchange waits for the client's next response, whatever else happens on its connection; counted in
// steps, of which the first may be a short one.
inline constexpr std::chrono::seconds kAgeStep{10};
inline constexpr unsigned kResponseSteps = 16;  // 150 to 160 s

}  // namespace dovetail::sasl::protocol
