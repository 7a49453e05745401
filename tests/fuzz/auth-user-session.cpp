// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "libcommon/authclient/user_session.hpp"

using dovetail::authclient::UserSession;

// What a hostile auth server may send to a client with three requests: the first byte says how the rest is sliced.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  UserSession session;
  session.request(UserSession::Ask::user, "a", {.service = "lmtp"});
  session.request(UserSession::Ask::credentials, "b", {.service = "lmtp"});
  session.list("*", {.service = "lmtp"});
  std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t step = data[0] == 0 ? rest.size() + 1 : data[0];
  while (!rest.empty() && !session.broken()) {
    session.receive(rest.substr(0, step));
    rest.remove_prefix(std::min(step, rest.size()));
    while (session.next()) {
    }
  }
  return 0;
}
