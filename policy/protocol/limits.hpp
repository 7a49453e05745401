// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace dovetail::policy {

// What one connection may cost. Postfix promises at most 4 * line_length_limit (8192) octets a value; what
// goes beyond a limit closes the connection.
inline constexpr std::size_t kMaxLine = 40 * 1024;      // one attribute line, octets without its end
inline constexpr std::size_t kMaxRequest = 128 * 1024;  // all lines of one request, octets
inline constexpr std::size_t kMaxAttributes = 512;      // of one request; Postfix 3.8 sends 36
inline constexpr std::size_t kMaxGarbage = 8;           // lines without "=" that are kept for the log
inline constexpr std::size_t kGarbageShown = 100;       // octets of each of them, as Postgrey

// Postfix never sends a request before it has the reply; test tools do. More than this wait in the socket.
inline constexpr std::size_t kMaxUndecided = 32;               // requests of one connection
inline constexpr std::size_t kMaxUndecidedBytes = 256 * 1024;  // and their size together

// Of all connections together (InputBudget).
inline constexpr std::size_t kMaxHeldInput = 32 * 1024 * 1024;
inline constexpr std::size_t kModestInput = 8 * 1024;  // octets of a connection that may always be held

// Of a reply. Postfix cuts an SMTP reply at 510 octets and puts code, status and recipient in front of the
// text.
inline constexpr std::size_t kMaxReplyText = 400;   // octets of the text behind the action word
inline constexpr std::size_t kMaxHeaderText = 900;  // octets of a header to PREPEND

}  // namespace dovetail::policy
