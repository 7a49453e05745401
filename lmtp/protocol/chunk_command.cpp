// SPDX-License-Identifier: MIT
#include "lmtp/protocol/chunk_command.hpp"

#include "libcommon/base/text.hpp"

namespace dovetail::lmtp::protocol {

ChunkCommand parse_chunk(std::string_view arguments) {
  const auto pair = base::split_once(arguments, ' ');
  ChunkCommand command;
  command.octets = base::to_number<std::uint64_t>(pair ? pair->first : arguments);
  if (pair) {
    command.last = base::equals_ignoring_case(pair->second, "LAST");
    command.marker_valid = command.last;
  }
  return command;
}

}  // namespace dovetail::lmtp::protocol
