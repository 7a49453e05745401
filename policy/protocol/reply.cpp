// SPDX-License-Identifier: MIT
#include "policy/protocol/reply.hpp"

#include "policy/protocol/action.hpp"

namespace dovetail::policy {

std::string format_reply(std::string_view action) {
  return "action=" + safe_action(action) + "\n\n";
}

}  // namespace dovetail::policy
