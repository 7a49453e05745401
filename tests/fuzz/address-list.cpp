// SPDX-License-Identifier: MIT
#include "lmtp/message/address.hpp"
#include "tests/fuzz/check.hpp"

using namespace dovetail;
using namespace dovetail::lmtp;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::as_text(data, size);
  for (const message::Address& address : message::parse_address_list(input)) {
    fuzz::check(!address.domain.empty(), "a mailbox has a domain");
  }
  if (const auto address = message::parse_single_address(input)) {
    const auto again = message::parse_single_address(address->mailbox());
    fuzz::check(again && again->local_part == address->local_part && again->domain == address->domain,
                "what was read can be written and read again");
  }
  return 0;
}
