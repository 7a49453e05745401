// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "libcommon/table/request_session.hpp"
#include "tests/fuzz/check.hpp"

namespace dovetail::fuzz {

// All that a session of a lookup protocol sends for `input`, fed whole or in pieces. `check_ask` sees each
// question; its answer is map and key.
template <class Session, class Check>
std::string talk(Session session, std::string_view input, bool whole, Check&& check_ask) {
  std::string output;
  const auto run = [&](std::string_view bytes) {
    session.receive(bytes);
    while (auto effect = session.next()) {
      if (auto* send = std::get_if<base::Send>(&*effect)) output += send->bytes;
      if (std::holds_alternative<base::Close>(*effect)) output += "<closed>";
      if (auto* ask = std::get_if<table::Ask>(&*effect)) {
        check_ask(*ask);
        session.resume(ask->ticket, table::found(std::string(ask->map) + "|" + std::string(ask->key)));
      }
    }
  };
  if (whole) {
    run(input);
  } else {
    in_pieces(input, run);
  }
  session.peer_closed();
  run({});
  return output;
}

// It must not matter how the bytes arrive, and every session comes to its end.
template <class Session, class Check>
void check_session(const Session& fresh, std::string_view input, Check&& check_ask) {
  const std::string output = talk(fresh, input, true, check_ask);
  check(output == talk(fresh, input, false, check_ask), "slicing changes nothing");
  check(output.size() >= 8 && output.substr(output.size() - 8) == "<closed>", "the session ends");
}

}  // namespace dovetail::fuzz
