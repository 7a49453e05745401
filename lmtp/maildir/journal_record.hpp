// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dovetail::lmtp::maildir {

// One line of the delivery journal:
//   I <unix time> <key> <unique> <mailbox>   a message is about to appear in this mailbox under this unique
//   name S <unix time> <key> <unique> <mailbox>   it did D <unix time> <key>                      all of this
//   recipient's delivery is done
// `key` is the delivery key in hex; the mailbox's name stands last, as it may hold spaces (never control
// bytes).
struct JournalRecord {
  enum class Kind { intent, stored, done };
  Kind kind = Kind::intent;
  long long time = 0;
  std::string key;
  std::string unique;
  std::string mailbox;
  bool operator==(const JournalRecord&) const = default;
};

std::string format_record(const JournalRecord& record);  // with the newline
std::optional<JournalRecord> parse_record(
    std::string_view line);  // without it; nothing for a torn or foreign line

}  // namespace dovetail::lmtp::maildir
