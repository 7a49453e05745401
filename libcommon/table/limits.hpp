// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace dovetail::table {

// Limits on what peers and files may make us keep or do. Bytes unless said otherwise.

inline constexpr std::size_t kMaxSocketmapRequest =
    100'000;  // payload
inline constexpr std::size_t kMaxSocketmapReply = 100'000;  // payload; a longer one is an error to Postfix
inline constexpr std::size_t kMaxLengthDigits = 7;          // of a netstring
inline constexpr std::size_t kMaxTcpRequest = 16 * 1024;    // one line
inline constexpr std::size_t kMaxTcpReply = 4096;           // one line with its LF, tcp_table(5)
inline constexpr std::size_t kMaxPipelined = 64;   // requests of one connection in work, then we stop reading
inline constexpr std::size_t kMaxErrorText = 200;  // Postfix logs no more of a TEMP or PERM text

inline constexpr std::size_t kMaxCfFile = 1024 * 1024;
inline constexpr std::size_t kMaxCfSettings = 1000;
inline constexpr std::size_t kMaxTextFile = 64 * 1024 * 1024;
inline constexpr std::size_t kMaxLogicalLine = 1024 * 1024;
inline constexpr std::size_t kMaxNesting = 100;  // if … endif, unions in unions
inline constexpr std::size_t kMaxTemplate = 64 * 1024;
inline constexpr std::size_t kMaxKey = 10'000;  // longer ones are not there, as for Postfix 3.12
inline constexpr std::size_t kMaxDomain = 255;  // longer ones have no parents; RFC 1035 §2.3.4
inline constexpr std::size_t kMaxAddressText = 45;  // of an IP address (INET6_ADDRSTRLEN)
inline constexpr std::size_t kMaxDerivedKeys = 300;     // a domain has at most 127 labels; twice and some
inline constexpr std::size_t kMaxResult = 1024 * 1024;  // of one lookup, before the reply's own limit

}  // namespace dovetail::table
