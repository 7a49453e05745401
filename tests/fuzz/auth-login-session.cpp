// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

#include "libcommon/authclient/login_session.hpp"

using dovetail::authclient::LoginRequest;
using dovetail::authclient::LoginSession;

// What a hostile auth server may send to a client that answers every challenge.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  LoginSession session(1);
  LoginRequest request;
  request.mechanism = "LOGIN";
  request.service = "sieve";
  session.begin(request);
  session.begin(request);
  std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t step = data[0] == 0 ? rest.size() + 1 : data[0];
  while (!rest.empty() && !session.broken()) {
    session.receive(rest.substr(0, step));
    rest.remove_prefix(std::min(step, rest.size()));
    while (const auto event = session.next()) {
      if (const auto* challenge = std::get_if<LoginSession::Challenge>(&*event)) {
        session.respond(challenge->id, challenge->data);
      }
    }
  }
  return 0;
}
