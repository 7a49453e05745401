// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "libcommon/base/log.hpp"
#include "lmtp/delivery/message_facts.hpp"

namespace dovetail::lmtp::delivery {

// A line for the log; whoever writes it puts "lmtp(<user>)<<pid>><<session>>: " before it.
struct LogLine {
  base::Severity severity = base::Severity::info;
  std::string text;
  bool operator==(const LogLine&) const = default;
};

// What deliver_log_format's variables stand for.
struct LogFacts {
  MessageFacts message;
  std::string envelope_from;
  std::string envelope_to;  // original recipient where known
  std::int64_t size = 0;    // as stored
  std::int64_t virtual_size = 0;
  std::string storage_id;  // file name in the Maildir
  long long delivery_ms = 0;
  long long session_ms = 0;
};

// deliver_log_format (Dovecot 2.3: %$ %m %s %f %e %p %w %{delivery_time} …; default "msgid=%m: %$") with
// `text` as the outcome. Unknown variables stay as they are. An empty format gives an empty line: nothing is
// logged.
std::string formatted(std::string_view format, const LogFacts& facts, std::string_view text);

}  // namespace dovetail::lmtp::delivery
