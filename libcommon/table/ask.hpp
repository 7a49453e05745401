// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "libcommon/base/session.hpp"

namespace dovetail::table {

// The question of both protocol sessions: what does `map` say to `key`? Answered by resume(ticket, answer).
// The views hold until the session is fed or asked for its next effect.
struct Ask {
  base::Ticket ticket;
  std::string_view map;
  std::string_view key;
};

}  // namespace dovetail::table
