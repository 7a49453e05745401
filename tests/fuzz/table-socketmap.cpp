// SPDX-License-Identifier: MIT
#include "libcommon/table/socketmap_session.hpp"
#include "tests/fuzz/table_session.hpp"

using namespace dovetail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::check_session(table::SocketmapSession(), fuzz::as_text(data, size), [](const table::Ask& ask) {
    fuzz::check(ask.map.find(' ') == std::string_view::npos, "a map name has no space");
  });
  return 0;
}
