// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace dovetail::lmtp::delivery {

// What log lines say about a message. Clean: one line, no control bytes, cut to a length.
struct MessageFacts {
  std::string message_id = "unspecified";
  std::string subject;
  std::string from;  // address of the first From
};
MessageFacts facts_of(std::string_view message);

}  // namespace dovetail::lmtp::delivery
