// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libcommon/wire/mail_address.hpp"

namespace dovetail::lmtp::outbound {

// A mail of our own making, or one passed on. `head` is owned; `tail` points into the received message and
// must stay valid until the mail is sent. Together they are the message, with LF or CRLF line ends.
struct OutgoingMail {
  wire::MailAddress sender;                   // null: <>
  std::vector<wire::MailAddress> recipients;  // at least one
  std::string head;
  std::string_view tail;

  bool has_8bit() const;
  bool needs_smtputf8() const;  // an address is not ASCII
};

enum class SendStatus { sent, temporary, permanent };

struct SendOutcome {
  SendStatus status = SendStatus::temporary;
  std::string detail;  // what the other side said, or what went wrong; for the log
};

// How sendmail(1) is called for it: "-i -f <sender> -- <recipient>…", "-f <>" for the null sender, as Dovecot
// does.
std::vector<std::string> sendmail_arguments(const OutgoingMail& mail);

}  // namespace dovetail::lmtp::outbound
