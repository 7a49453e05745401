// SPDX-License-Identifier: MIT
#include "policy/protocol/session.hpp"

#include <string>

#include "libcommon/base/text.hpp"
#include "policy/protocol/limits.hpp"
#include "tests/fuzz/check.hpp"

using namespace dovetail;

namespace {

// Answers each question with a value that the peer chose; what was sent in all.
std::string drive(policy::Session& session) {
  std::string sent;
  while (auto effect = session.next()) {
    if (auto* decide = std::get_if<policy::Decide>(&*effect)) {
      fuzz::check(decide->request.attributes() <= policy::kMaxAttributes, "attributes are limited");
      fuzz::check(decide->request.size() <= policy::kMaxRequest, "requests are limited");
      session.resume(decide->ticket, decide->request.get("sender"));
    } else if (auto* send = std::get_if<base::Send>(&*effect)) {
      sent += send->bytes;
    }
  }
  return sent;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::as_text(data, size);
  policy::Session whole({.check_request_type = false});
  whole.receive(input);
  whole.peer_closed();
  const std::string expected = drive(whole);
  policy::Session cut({.check_request_type = false});
  std::string sent;
  fuzz::in_pieces(input, [&](std::string_view piece) {
    cut.receive(piece);
    sent += drive(cut);
  });
  cut.peer_closed();
  sent += drive(cut);
  fuzz::check(sent == expected, "slicing changes nothing");
  fuzz::check(base::is_utf8(sent), "replies are UTF-8");
  for (std::size_t at = 0; at < sent.size();) {
    const std::size_t end = sent.find("\n\n", at);
    fuzz::check(sent.compare(at, 7, "action=") == 0 && end != std::string::npos && end > at + 7,
                "replies are one attribute with a value and an empty line");
    at = end + 2;
  }
  return 0;
}
