// SPDX-License-Identifier: MIT
#include <string>

#include "libcommon/table/tcp_session.hpp"
#include "tests/fuzz/check.hpp"

using namespace dovetail;

namespace {

// All that a session sends for `input`, cut by `cut`: it must not matter how the bytes arrive.
std::string talk(std::string_view input, bool whole) {
  table::TcpSession session("m");
  std::string output;
  const auto run = [&](std::string_view bytes) {
    session.receive(bytes);
    while (auto effect = session.next()) {
      if (auto* send = std::get_if<base::Send>(&*effect)) output += send->bytes;
      if (std::holds_alternative<base::Close>(*effect)) output += "<closed>";
      if (auto* ask = std::get_if<table::Ask>(&*effect)) {
        fuzz::check(ask->map == "m", "the map is the listener's");
        session.resume(ask->ticket, table::found(ask->map + "|" + ask->key));
      }
    }
  };
  if (whole) {
    run(input);
  } else {
    fuzz::in_pieces(input, run);
  }
  session.peer_closed();
  run({});
  return output;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::as_text(data, size);
  const std::string output = talk(input, true);
  fuzz::check(output == talk(input, false), "slicing changes nothing");
  fuzz::check(output.size() >= 8 && output.substr(output.size() - 8) == "<closed>", "the session ends");
  return 0;
}
