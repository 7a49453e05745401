// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libcommon/base/result.hpp"
#include "libcommon/wire/mail_address.hpp"

namespace dovetail::lmtp::protocol {

// lmtp_client_workarounds of Dovecot: what broken clients may get away with.
struct Workarounds {
  bool whitespace_before_path = false;  // RCPT TO: <x>
  bool mailbox_for_path = false;        // RCPT TO:x
};

struct MailArguments {
  wire::MailAddress sender;
  std::optional<std::uint64_t> size;  // SIZE= (RFC 1870)
  bool smtputf8 = false;
};

struct RcptArguments {
  wire::MailAddress recipient;
  std::string original;  // ORCPT's address, decoded
};

// Read what stands behind MAIL and RCPT. The error is the whole reply line without CRLF, in Dovecot's words.
// Known parameters: MAIL BODY SIZE SMTPUTF8 RET ENVID; RCPT ORCPT NOTIFY. RET, ENVID and NOTIFY have no
// effect: success notifications are the client's duty, as DSN is not offered.
base::Result<MailArguments, std::string> parse_mail(std::string_view arguments, Workarounds workarounds);
base::Result<RcptArguments, std::string> parse_rcpt(std::string_view arguments, Workarounds workarounds,
                                                    bool utf8);

}  // namespace dovetail::lmtp::protocol
