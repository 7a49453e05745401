// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>
#include <vector>

#include "lmtp/protocol/session.hpp"
#include "tests/fuzz/check.hpp"

using namespace dovetail;
using namespace dovetail::lmtp;

namespace {

// Plays the daemon; the first byte of the input says how to slice the rest and how the back end answers.
struct Driver {
  protocol::Session session;
  unsigned char mood;
  std::string output;
  std::size_t delivered = 0;
  bool closed = false;

  void drain() {
    while (auto effect = session.next()) {
      fuzz::check(!closed, "nothing follows Close");
      if (auto* send = std::get_if<base::Send>(&*effect)) {
        output += send->bytes;
      } else if (auto* ask = std::get_if<protocol::ResolveRecipient>(&*effect)) {
        session.resume(ask->ticket, Outcome{(mood & 1) != 0 ? Verdict::unknown_user : Verdict::accepted, "u\r\n250 x"});
      } else if (auto* deliver = std::get_if<protocol::Deliver>(&*effect)) {
        fuzz::check(!deliver->envelope.recipients.empty(), "a delivery has recipients");
        delivered += deliver->envelope.recipients.size();
        const std::vector<Outcome> outcomes(deliver->envelope.recipients.size(), Outcome{Verdict::accepted, ""});
        session.resume(deliver->ticket, protocol::DeliveryAnswer{outcomes, "now"});
      } else if (std::holds_alternative<base::Close>(*effect)) {
        closed = true;
      } else if (std::holds_alternative<base::StartTls>(*effect)) {
        session.tls_started();
      }
    }
  }
};

protocol::SessionSettings settings(unsigned char mood) {
  protocol::SessionSettings some;
  some.hostname = "mx.example.com";
  some.id = "6F9rOPU1A2vMIwAAg+zDdQ";
  some.trusted = (mood & 2) != 0;
  some.tls = (mood & 4) != 0;
  some.max_message_size = (mood & 8) != 0 ? 20 : 0;
  return some;
}

std::string run(std::string_view input, unsigned char mood, std::size_t slice) {
  Driver driver{protocol::Session(settings(mood)), mood, {}, 0, false};
  driver.drain();
  for (std::size_t at = 0; at < input.size(); at += slice) {
    driver.session.receive(input.substr(at, slice));
    driver.drain();
  }
  driver.session.peer_closed();
  driver.drain();
  fuzz::check(driver.closed, "a client that went away ends the session");
  for (std::size_t at = 0; at < driver.output.size();) {
    const std::size_t end = driver.output.find("\r\n", at);
    fuzz::check(end != std::string::npos && end >= at + 4, "replies are whole lines with a code");
    fuzz::check(driver.output.find('\n', at) == end + 1, "a reply holds no line end of its own");
    at = end + 2;
  }
  return driver.output;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const unsigned char mood = data[0];
  const auto input = fuzz::as_text(data + 1, size - 1);
  // With STARTTLS what is dropped depends on the slicing, by design.
  const std::string whole = run(input, mood, std::max<std::size_t>(input.size(), 1));
  if ((mood & 4) == 0) {
    fuzz::check(run(input, mood, 1 + mood / 16) == whole, "the slicing does not matter");
  }
  return 0;
}
