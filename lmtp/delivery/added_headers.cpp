// SPDX-License-Identifier: MIT
#include "lmtp/delivery/added_headers.hpp"

#include <ctime>

namespace dovetail::lmtp::delivery {

namespace {

// RFC 5322 §3.3 in the "C" locale, which the daemons never leave.
std::string date_of(base::WallTime now) {
  const std::time_t seconds = base::unix_seconds(now);
  std::tm parts{};
  ::localtime_r(&seconds, &parts);
  char text[64];
  const std::size_t size = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S %z", &parts);
  return std::string(text, size);
}

std::string received(const Envelope& envelope, const HeaderFacts& facts, const std::string& shown) {
  std::string text = "Received: from " + (envelope.lhlo.empty() ? "unknown" : envelope.lhlo);
  if (!facts.peer_address.empty()) {
    text += " ([" + facts.peer_address + "])";
  }
  if (!facts.tls.empty()) {
    text += "\n\t(using " + facts.tls + ")";
  }
  text += "\n\tby " + facts.hostname + " with " + (facts.tls.empty() ? "LMTP" : "LMTPS");
  text += "\n\tid " + envelope.transaction + "\n\t(envelope-from " + envelope.sender.path() + ")";
  if (!shown.empty()) {
    text += "\n\tfor <" + shown + ">";
  }
  return text + "; " + date_of(facts.now) + "\n";
}

}  // namespace

std::string added_headers(const Envelope& envelope, const HeaderFacts& facts) {
  std::string delivered_to, shown;
  if (envelope.recipients.size() == 1 && facts.shown != DeliveryAddress::none) {
    const Recipient& recipient = envelope.recipients.front();
    shown = recipient.address.text();
    delivered_to = shown;
    if (facts.shown == DeliveryAddress::original) {
      delivered_to = recipient.original;  // no header at all without ORCPT
      shown = recipient.original.empty() ? shown : recipient.original;
    }
  }
  std::string text = "Return-Path: " + envelope.sender.path() + "\n";
  if (!delivered_to.empty()) {
    text += "Delivered-To: " + delivered_to + "\n";
  }
  return facts.received ? text + received(envelope, facts, shown) : text;
}

}  // namespace dovetail::lmtp::delivery
