// SPDX-License-Identifier: MIT
#include "lmtp/delivery/delivery_key.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using lmtp::delivery::delivery_key;

TEST_CASE("the key tells apart what may be told apart") {
  lmtp::Envelope envelope;
  envelope.sender = {"s", "x"};
  const lmtp::Recipient one{{1}, {"a", "x"}, "", 1};
  const lmtp::Recipient other{{2}, {"b", "x"}, "", 2};
  const std::string message = "Received: by y\r\n\r\ntext";
  const std::string key = delivery_key(envelope, one, "a@x", message, "digest");
  CHECK(key.size() == 64);
  CHECK(key == delivery_key(envelope, lmtp::Recipient{{9}, {"a", "x"}, "o", 3}, "a@x", message, "digest"));
  CHECK(key != delivery_key(envelope, other, "a@x", message, "digest"));
  CHECK(key != delivery_key(envelope, one, "alias@x", message, "digest"));
  CHECK(key != delivery_key(envelope, one, "a@x", message, "other"));
  auto queued = envelope;
  queued.forwarded.ident = "4Lq1X";
  CHECK(key != delivery_key(queued, one, "a@x", message, "digest"));
  envelope.sender = {};
  CHECK(key != delivery_key(envelope, one, "a@x", message, "digest"));
}

TEST_CASE("without a Received field on top nothing is remembered") {
  const lmtp::Recipient one{{1}, {"a", "x"}, "", 1};
  CHECK(delivery_key({}, one, "a@x", "Subject: x\r\nReceived: y\r\n\r\n", "digest").empty());
  CHECK(delivery_key({}, one, "a@x", "", "digest").empty());
  CHECK_FALSE(delivery_key({}, one, "a@x", "received: y\r\n", "digest").empty());
}
