// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace dovetail::lmtp::protocol {

// What stands behind BDAT (RFC 3030 §2).
struct ChunkCommand {
  std::optional<std::uint64_t> octets;  // nothing: not a number, and so no way to know what to skip
  bool last = false;
  bool marker_valid = true;  // false: something else than LAST behind the number
};
ChunkCommand parse_chunk(std::string_view arguments);

}  // namespace dovetail::lmtp::protocol
