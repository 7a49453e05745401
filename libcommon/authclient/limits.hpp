// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace dovetail::authclient {

// A server's line: Dovecot keeps below 8 KiB for Exim's sake, userdb answers with many fields may be longer.
constexpr std::size_t kMaxReplyLine = 64 * 1024;
// What servers take from us in one line, its LF not counted: on userdb sockets, on login sockets.
constexpr std::size_t kMaxUserRequestLine = 1023;
constexpr std::size_t kMaxLoginRequestLine = 16383;
// Names that one LIST may bring.
constexpr std::size_t kMaxListedUsers = 10'000'000;
// Mechanisms in one hello.
constexpr std::size_t kMaxMechanisms = 64;

}  // namespace dovetail::authclient
