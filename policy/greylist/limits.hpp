// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

namespace dovetail::policy::greylist {

inline constexpr std::size_t kMaxValue = 512;  // octets of an attribute that are looked at, as Postgrey
inline constexpr std::size_t kMaxBatch = 256;  // requests decided in one transaction
inline constexpr std::size_t kRecallPatterns =
    1'000;  // tried on the loop in one turn: some milliseconds at worst
inline constexpr std::size_t kRememberedInstances = 10;  // messages that lately got a header, as Postgrey

inline constexpr std::size_t kMaxListFile = 8 * 1024 * 1024;  // octets of a whitelist file
inline constexpr std::size_t kMaxListLine = 4096;             // octets of its lines
inline constexpr std::size_t kMaxListEntries = 200'000;       // of all files of a kind
inline constexpr std::size_t kMaxPatterns = 2'000;  // regular expressions among them: each costs every mail

inline constexpr std::size_t kMaxDumpLine = 16 * 1024;      // octets of a line of a database dump
inline constexpr std::size_t kMaxKey = 2 * kMaxValue + 64;  // octets of a stored key

// Times of a request may be dictated in tests; records hold 32 bits (until the year 2106).
inline constexpr std::int64_t kLatestTime = 0xffff'ffff;

}  // namespace dovetail::policy::greylist
