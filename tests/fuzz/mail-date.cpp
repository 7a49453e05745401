// SPDX-License-Identifier: MIT
#include "lmtp/message/date.hpp"
#include "tests/fuzz/check.hpp"

using namespace dovetail;
using namespace dovetail::lmtp;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (const auto date = message::parse_date(fuzz::as_text(data, size))) {
    const auto again = message::parse_date(message::format_date(date->unix_seconds, date->zone_minutes));
    fuzz::check(!again || *again == *date, "what was read can be written and read again");
  }
  return 0;
}
