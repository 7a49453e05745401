// SPDX-License-Identifier: MIT
#include "libcommon/table/tcp_session.hpp"
#include "tests/fuzz/table_session.hpp"

using namespace dovetail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::check_session(
      table::TcpSession(table::TcpProtocol("m")), fuzz::as_text(data, size),
      [](const table::Ask& ask) { fuzz::check(ask.map == "m", "the map is the listener's"); });
  return 0;
}
