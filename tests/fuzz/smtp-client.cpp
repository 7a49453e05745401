// SPDX-License-Identifier: MIT
#include "lmtp/outbound/smtp_client.hpp"
#include "tests/fuzz/check.hpp"

using namespace dovetail;
using namespace dovetail::lmtp::outbound;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::as_text(data, size);
  OutgoingMail mail;
  mail.recipients = {{"a", "b.example"}, {"c", "d.example"}};
  mail.head = "Subject: x\n\n";
  mail.tail = ".\nend";
  SmtpClient client(mail, "mx.example.com", std::chrono::seconds(1));
  int outcomes = 0;
  bool closed = false;
  const auto drain = [&] {
    while (auto effect = client.next()) {
      fuzz::check(!closed, "nothing follows Close");
      outcomes += std::holds_alternative<Sent>(*effect) ? 1 : 0;
      closed = closed || std::holds_alternative<base::Close>(*effect);
    }
  };
  for (std::size_t at = 0; at < input.size(); at += 7) {
    client.receive(input.substr(at, 7));
    drain();
  }
  client.peer_closed();
  drain();
  fuzz::check(closed && outcomes == 1, "there is one outcome");
  return 0;
}
