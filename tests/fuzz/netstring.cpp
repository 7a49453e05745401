// SPDX-License-Identifier: MIT
#include "libcommon/wire/netstring.hpp"

#include "tests/fuzz/check.hpp"

using namespace dovetail;
using wire::NetstringStatus;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::as_text(data, size);
  constexpr std::size_t kLimit = 64;
  wire::NetstringReader reader(kLimit);
  reader.append(input);
  std::size_t used = 0;
  auto one = reader.next();
  for (; one.status == NetstringStatus::complete; one = reader.next()) {
    fuzz::check(one.payload.size() <= kLimit, "no payload passes the limit");
    used += one.consumed;
    fuzz::check(wire::read_netstring(wire::netstring(one.payload), kLimit).payload == one.payload,
                "round trip");
  }
  fuzz::check(used + reader.buffered() == size, "no byte is lost");
  wire::NetstringReader slow(kLimit);
  auto last = NetstringStatus::incomplete;
  for (std::size_t at = 0;
       at < size && last != NetstringStatus::malformed && last != NetstringStatus::too_long; ++at) {
    slow.append(input.substr(at, 1));
    last = slow.next().status;
  }
  const bool broken = one.status != NetstringStatus::incomplete;
  fuzz::check(broken == (last == NetstringStatus::malformed || last == NetstringStatus::too_long),
              "slicing changes nothing");
  return 0;
}
