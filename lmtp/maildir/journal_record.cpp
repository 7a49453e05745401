// SPDX-License-Identifier: MIT
#include "lmtp/maildir/journal_record.hpp"

#include "libcommon/base/text.hpp"
#include "lmtp/maildir/limits.hpp"

namespace dovetail::lmtp::maildir {

namespace {

constexpr std::size_t kKeyDigits = 64;

std::string_view take_word(std::string_view& rest) {
  const std::size_t end = rest.find(' ');
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return word;
}

}  // namespace

std::string format_record(const JournalRecord& record) {
  const char letter = record.kind == JournalRecord::Kind::intent   ? 'I'
                      : record.kind == JournalRecord::Kind::stored ? 'S'
                                                                   : 'D';
  std::string line = std::string(1, letter) + " " + std::to_string(record.time) + " " + record.key;
  if (record.kind != JournalRecord::Kind::done) {
    line += " " + record.unique + " " + record.mailbox;
  }
  return line + "\n";
}

std::optional<JournalRecord> parse_record(std::string_view line) {
  if (line.size() > kMaxJournalLine || line.find('\0') != std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view letter = take_word(line);
  const auto time = base::to_number<long long>(take_word(line));
  JournalRecord record;
  record.key = take_word(line);
  if (!time || record.key.size() != kKeyDigits || !base::from_hex(record.key)) {
    return std::nullopt;
  }
  record.time = *time;
  if (letter == "D") {
    record.kind = JournalRecord::Kind::done;
    return line.empty() ? std::optional(record) : std::nullopt;
  }
  record.kind = letter == "S" ? JournalRecord::Kind::stored : JournalRecord::Kind::intent;
  record.unique = take_word(line);
  record.mailbox = line;
  const bool whole = (letter == "I" || letter == "S") && !record.unique.empty() && !record.mailbox.empty();
  return whole ? std::optional(record) : std::nullopt;
}

}  // namespace dovetail::lmtp::maildir
