// SPDX-License-Identifier: MIT
#include "lmtp/maildir/journal_record.hpp"

#include "tests/support/catch.hpp"

using dovetail::lmtp::maildir::format_record;
using dovetail::lmtp::maildir::JournalRecord;
using dovetail::lmtp::maildir::parse_record;

namespace {
const std::string kKey(64, 'a');
}

TEST_CASE("records, there and back") {
  const JournalRecord intent{JournalRecord::Kind::intent, 1700000000, kKey, "1.M2P3.h",
                             "Ordner mit Leerzeichen"};
  CHECK(format_record(intent) == "I 1700000000 " + kKey + " 1.M2P3.h Ordner mit Leerzeichen\n");
  const JournalRecord stored{JournalRecord::Kind::stored, 5, kKey, "u", "INBOX"};
  const JournalRecord done{JournalRecord::Kind::done, 5, kKey, "", ""};
  for (const JournalRecord& record : {intent, stored, done}) {
    std::string line = format_record(record);
    line.pop_back();
    CHECK(parse_record(line) == record);
  }
}

TEST_CASE("torn and foreign lines are no records") {
  for (const std::string& bad :
       {std::string(), std::string("I"), "I x " + kKey + " u m", "I 5 " + kKey, "I 5 " + kKey + " u",
        "I 5 " + kKey.substr(1) + " u m", "Q 5 " + kKey + " u m", "D 5 " + kKey + " more",
        "D 5 " + std::string(64, 'g'), "I 5 " + kKey + " u " + std::string(9000, 'x')}) {
    CHECK_FALSE(parse_record(bad));
  }
}
