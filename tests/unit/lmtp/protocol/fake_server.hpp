// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "lmtp/protocol/session.hpp"

namespace dovetail::test {

// Drives a session as the daemon would: resolves recipients from a table, collects messages, answers
// deliveries.
class FakeServer {
 public:
  explicit FakeServer(lmtp::protocol::SessionSettings settings) : session(std::move(settings)) { drain(); }
  static lmtp::protocol::SessionSettings settings() {
    lmtp::protocol::SessionSettings some;
    some.hostname = "mx.example.com";
    some.greeting = "Dovecot ready.";
    some.id = "6F9rOPU1A2vMIwAAg+zDdQ";
    return some;
  }

  // Feeds bytes and returns what the client gets to see by that.
  std::string talk(std::string_view bytes) {
    session.receive(bytes);
    drain();
    return std::exchange(output, {});
  }
  void drain() {
    while (auto effect = session.next()) {
      handle(std::move(*effect));
    }
  }

  lmtp::protocol::Session session;
  std::map<std::string, lmtp::Outcome> at_rcpt;  // by raw address; absent: accepted
  std::map<std::string, lmtp::Outcome> after_data;
  std::vector<std::pair<lmtp::Envelope, std::string>> delivered;
  std::vector<lmtp::protocol::ResolveRecipient> asked;  // kept open where `hold` is set
  std::optional<lmtp::protocol::Deliver> delivery;      // likewise
  bool hold = false;
  std::string output;
  std::string message;
  std::optional<std::string> closed;
  int abandoned = 0;
  int tls = 0;

  void finish_delivery() {
    const auto open = *std::exchange(delivery, std::nullopt);
    finish(open);
    drain();
  }

 private:
  lmtp::Outcome outcome(const std::map<std::string, lmtp::Outcome>& table, const std::string& address) {
    const auto found = table.find(address);
    return found == table.end() ? lmtp::Outcome{} : found->second;
  }
  void finish(const lmtp::protocol::Deliver& open) {
    std::vector<lmtp::Outcome> outcomes;
    for (const auto& recipient : open.envelope.recipients) {
      outcomes.push_back(outcome(after_data, recipient.address.raw()));
    }
    delivered.emplace_back(open.envelope, std::exchange(message, {}));
    session.resume(open.ticket, lmtp::protocol::DeliveryAnswer{outcomes, "2026-11-22 18:35:33"});
  }
  void handle(lmtp::protocol::Session::Effect effect) {
    using namespace lmtp::protocol;
    if (auto* send = std::get_if<base::Send>(&effect)) {
      output += send->bytes;
    } else if (auto* close = std::get_if<base::Close>(&effect)) {
      closed = close->reason;
    } else if (auto* append = std::get_if<Append>(&effect)) {
      message += append->bytes;
    } else if (auto* resolve = std::get_if<ResolveRecipient>(&effect)) {
      asked.push_back(*resolve);
      if (!hold) {
        session.resume(resolve->ticket, outcome(at_rcpt, resolve->recipient.address.raw()));
      }
    } else if (auto* deliver = std::get_if<Deliver>(&effect)) {
      delivery = std::move(*deliver);
      if (!hold) {
        finish(*std::exchange(delivery, std::nullopt));
      }
    } else if (std::holds_alternative<Abandon>(effect)) {
      ++abandoned;
      message.clear();
    } else {
      ++tls;
    }
  }
};

}  // namespace dovetail::test
