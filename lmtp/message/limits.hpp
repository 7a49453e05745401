// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

// What the message reader takes from a stranger. Beyond a limit nothing fails: the rest is simply not seen.
namespace dovetail::lmtp::message::limits {

inline constexpr std::size_t kHeaderBytes = 1024 * 1024;       // one header block
inline constexpr std::size_t kHeaderFields = 10'000;           // fields of one block
inline constexpr std::size_t kPartDepth = 100;                 // nested multiparts and messages
inline constexpr std::size_t kParts = 10'000;                  // parts of one message
inline constexpr std::size_t kBoundary = 200;                  // RFC 2046 says 70; some mailers do not care
inline constexpr std::size_t kEncodedWords = 2'000;            // of one field; some charsets are slow to open
inline constexpr std::size_t kAddresses = 10'000;              // mailboxes of one field
inline constexpr std::size_t kCommentDepth = 64;               // nested (comments)
inline constexpr std::size_t kParameters = 256;                // parameters of one Content-Type
inline constexpr std::size_t kDecodedPart = 64 * 1024 * 1024;  // decoded text of one part

}  // namespace dovetail::lmtp::message::limits
