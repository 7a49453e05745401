// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libcommon/base/session.hpp"
#include "libcommon/wire/mail_address.hpp"

namespace dovetail::lmtp {

// One RCPT command. The ticket names it for as long as the transaction lives: whoever resolved the user keeps
// what it found under this number.
struct Recipient {
  base::Ticket ticket;
  wire::MailAddress address;  // as given, detail included, quoting undone
  std::string original;       // ORCPT's address (RFC 3461 §4.2), xtext undone; empty if not given
  unsigned number = 1;        // n-th RCPT of the transaction, refused ones counted
  bool operator==(const Recipient&) const = default;
};

// What the sending Postfix knows about where the mail came from (XFORWARD); empty: not known.
struct Forwarded {
  std::string name, address, port, protocol, helo, ident, source;
  bool operator==(const Forwarded&) const = default;
};

// A finished LMTP transaction without its message.
struct Envelope {
  wire::MailAddress sender;           // null: <>
  std::vector<Recipient> recipients;  // accepted ones, in RCPT order, duplicates included; never empty
  std::string transaction;            // "<session id>", ":Tn" appended from the second transaction on
  std::string lhlo;                   // empty where the client's name is no domain: "unknown"
  Forwarded forwarded;
  bool smtputf8 = false;
};

// The name of one recipient's delivery in logs and replies: ":Rn" appended for all but the first RCPT.
inline std::string delivery_id(const Envelope& envelope, const Recipient& recipient) {
  return recipient.number <= 1 ? envelope.transaction
                               : envelope.transaction + ":R" + std::to_string(recipient.number);
}

}  // namespace dovetail::lmtp
