// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

#include "sasl/protocol/client_session.hpp"
#include "tests/fuzz/check.hpp"

using namespace dovetail;
using namespace dovetail::sasl::protocol;

namespace {

// Answers in turn with a challenge, a success with final data, a failure, or nothing at all.
void answer(ClientSession& session, base::Ticket ticket, unsigned turn) {
  switch (turn % 4) {
    case 0:
      session.resume(ticket, Challenge{"more"});
      break;
    case 1:
      session.resume(ticket, Granted{"user", {}, "final"});
      break;
    case 2:
      session.resume(ticket, Denied{"user", turn % 8 == 2 ? "temp_fail" : "", "", {}});
      break;
    default:
      break;
  }
}

}  // namespace

// What a hostile client may send. First byte: size of the pieces, and the kind of listener.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  ClientOptions options;
  options.mechanisms = {"PLAIN\tplaintext"};
  options.login = (data[0] & 0x80) != 0;
  ClientSession session(options);
  std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t step = (data[0] & 0x7f) == 0 ? rest.size() + 1 : data[0] & 0x7fU;
  bool closed = false;
  unsigned turn = 0;
  while (!rest.empty() && !closed) {
    session.receive(rest.substr(0, step));
    rest.remove_prefix(std::min(step, rest.size()));
    while (auto effect = session.next()) {
      if (auto* begin = std::get_if<Begin>(&*effect)) {
        answer(session, begin->ticket, turn++);
      } else if (auto* respond = std::get_if<Respond>(&*effect)) {
        answer(session, respond->ticket, turn++);
      } else if (auto* introduce = std::get_if<Introduce>(&*effect)) {
        session.resume(introduce->ticket, Introduced{turn++ % 3 != 2});
      } else if (std::holds_alternative<base::Close>(*effect)) {
        closed = true;
      }
    }
    fuzz::check(session.open_requests() <= 2048, "open requests are bounded");
  }
  session.deadline_passed();
  session.peer_closed();
  while (session.next()) {
  }
  return 0;
}
