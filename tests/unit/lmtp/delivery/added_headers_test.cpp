// SPDX-License-Identifier: MIT
#include "lmtp/delivery/added_headers.hpp"

#include <cstdlib>
#include <ctime>

#include "tests/support/catch.hpp"

using namespace dovetail;
using lmtp::delivery::added_headers;
using lmtp::delivery::DeliveryAddress;
using lmtp::delivery::HeaderFacts;

namespace {

lmtp::Envelope envelope() {
  lmtp::Envelope some;
  some.sender = {"s", "sender.example"};
  some.recipients = {{{1}, {"alice+work", "example.com"}, "orig@else.example", 1}};
  some.transaction = "6F9rOPU1A2vMIwAAg+zDdQ";
  some.lhlo = "mta.example.net";
  return some;
}

HeaderFacts facts() {
  ::setenv("TZ", "UTC", 1);
  ::tzset();
  HeaderFacts some;
  some.hostname = "mx.example.com";
  some.now = base::from_unix_seconds(1795372533);
  return some;
}

}  // namespace

// Recorded from Dovecot 2.3.19.1.
TEST_CASE("one recipient is named") {
  auto some = facts();
  some.peer_address = "127.0.0.1";
  some.tls = "TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)";
  CHECK(added_headers(envelope(), some) ==
        "Return-Path: <s@sender.example>\n"
        "Delivered-To: alice+work@example.com\n"
        "Received: from mta.example.net ([127.0.0.1])\n"
        "\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\n"
        "\tby mx.example.com with LMTPS\n"
        "\tid 6F9rOPU1A2vMIwAAg+zDdQ\n"
        "\t(envelope-from <s@sender.example>)\n"
        "\tfor <alice+work@example.com>; Sun, 22 Nov 2026 18:35:33 +0000\n");
}

TEST_CASE("several recipients are not") {
  auto two = envelope();
  two.sender = {};
  two.lhlo.clear();
  two.recipients.push_back(two.recipients.front());
  CHECK(added_headers(two, facts()) ==
        "Return-Path: <>\n"
        "Received: from unknown\n\tby mx.example.com with LMTP\n\tid 6F9rOPU1A2vMIwAAg+zDdQ\n"
        "\t(envelope-from <>); Sun, 22 Nov 2026 18:35:33 +0000\n");
}

TEST_CASE("which address is shown") {
  auto some = facts();
  some.received = false;
  some.shown = DeliveryAddress::original;
  CHECK(added_headers(envelope(), some) ==
        "Return-Path: <s@sender.example>\nDelivered-To: orig@else.example\n");
  some.shown = DeliveryAddress::none;
  CHECK(added_headers(envelope(), some) == "Return-Path: <s@sender.example>\n");
  auto plain = envelope();
  plain.recipients[0].original.clear();
  some.shown = DeliveryAddress::original;
  some.received = true;
  const std::string text = added_headers(plain, some);
  CHECK(text.find("Delivered-To") == std::string::npos);
  CHECK(text.find("for <alice+work@example.com>") != std::string::npos);
}
