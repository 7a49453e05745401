// SPDX-License-Identifier: MIT
#include "lmtp/maildir/journal_record.hpp"

#include "tests/fuzz/check.hpp"

using namespace dovetail::lmtp::maildir;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (const auto record = parse_record(dovetail::fuzz::as_text(data, size))) {
    std::string line = format_record(*record);
    line.pop_back();
    dovetail::fuzz::check(parse_record(line) == *record, "what is written is read again");
  }
  return 0;
}
