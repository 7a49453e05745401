// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lmtp/delivery/plan.hpp"
#include "lmtp/message/message.hpp"
#include "lmtp/sieve/runtime/execution.hpp"

// The inside of a Plan, for its two source files alone.
namespace dovetail::lmtp::delivery {

// The message as scripts see it: with our own fields on top, as IMAP clients will. The body is never copied.
struct Plan::Working {
  explicit Working(std::string_view bytes, std::string_view added) : message(bytes) {
    header = std::string(added) + std::string(message.header().bytes());
    message.replace_header(header);
  }
  message::Message message;
  std::string header;
  sieve::Outcome script;
  std::vector<bool> succeeded;
  bool ran = false;
};

}  // namespace dovetail::lmtp::delivery
