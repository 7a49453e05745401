// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "libcommon/base/session.hpp"

namespace dovetail::table {

// The question of both protocol sessions: what does `map` say to `key`? Answered by resume(ticket, Answer).
struct Ask {
  base::Ticket ticket;
  std::string map;
  std::string key;
};

}  // namespace dovetail::table
