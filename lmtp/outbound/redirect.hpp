// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "libcommon/wire/mail_address.hpp"
#include "lmtp/outbound/outgoing_mail.hpp"

namespace dovetail::lmtp::outbound {

struct RedirectFacts {
  std::string_view added;    // the fields that delivery put on top (Return-Path, Delivered-To, Received), LF
  std::string_view header;   // header block of the message, edited or as received, with its empty line
  std::string_view body;     // what follows it; must outlive the mail
  wire::MailAddress sender;  // envelope sender of the new mail
  wire::MailAddress target;
  std::string redirected_from;  // our user's address, for X-Sieve-Redirected-From
  std::string implementation;   // for X-Sieve
  std::string message_id;       // "<…>", used only where the message has none
};

// The mail that goes on: as received but for X-Sieve and X-Sieve-Redirected-From on top, Return-Path taken
// out (the next delivery writes its own), and a Message-ID where there is none at all.
OutgoingMail redirected(const RedirectFacts& facts);

// True if this message was redirected by the same user before: sending it again would go round for ever.
bool is_redirect_loop(std::string_view header, std::string_view own_address);

// What makes two redirects the same within sieve_redirect_duplicate_period: Message-ID, recipient, target,
// and what tells resent or list copies apart. Nothing where the message has no Message-ID.
std::optional<std::string> redirect_key(std::string_view header, std::string_view recipient,
                                        std::string_view target);

}  // namespace dovetail::lmtp::outbound
