// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "lmtp/envelope.hpp"

namespace dovetail::lmtp::delivery {

// What tells a second try from a second mail: SHA-256, in hex, over envelope sender, recipient as given,
// final user and the received bytes (before our own header fields). Empty where the message does not begin
// with a Received field: only there, with Postfix's queue id and date in it, do two different mails never
// have equal bytes.
std::string delivery_key(const Envelope& envelope, const Recipient& recipient, std::string_view user,
                         std::string_view message, std::string_view message_digest);

}  // namespace dovetail::lmtp::delivery
