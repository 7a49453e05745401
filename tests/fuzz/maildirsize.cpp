// SPDX-License-Identifier: MIT
#include "libcommon/maildir/maildirsize.hpp"

#include "tests/fuzz/check.hpp"

using namespace dovetail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto state = maildir::parse_maildirsize(fuzz::as_text(data, size));
  if (!state) {
    return 0;
  }
  fuzz::check(state->used.bytes >= 0 && state->used.messages >= 0, "sums are not negative");
  const auto again = maildir::parse_maildirsize(maildir::maildirsize_header(state->limits) +
                                                maildir::maildirsize_line(state->used));
  fuzz::check(again && again->used == state->used && again->limits == state->limits, "what is written is read again");
  return 0;
}
