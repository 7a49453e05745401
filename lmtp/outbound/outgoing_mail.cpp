// SPDX-License-Identifier: MIT
#include "lmtp/outbound/outgoing_mail.hpp"

#include <algorithm>

namespace dovetail::lmtp::outbound {

namespace {

bool has_high_byte(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

}  // namespace

bool OutgoingMail::has_8bit() const {
  return has_high_byte(head) || has_high_byte(tail);
}

bool OutgoingMail::needs_smtputf8() const {
  const auto foreign = [](const wire::MailAddress& address) { return has_high_byte(address.raw()); };
  return foreign(sender) || std::any_of(recipients.begin(), recipients.end(), foreign);
}

std::vector<std::string> sendmail_arguments(const OutgoingMail& mail) {
  std::vector<std::string> arguments = {"-i", "-f", mail.sender.is_null() ? "<>" : mail.sender.text(), "--"};
  for (const wire::MailAddress& recipient : mail.recipients) {
    arguments.push_back(recipient.text());
  }
  return arguments;
}

}  // namespace dovetail::lmtp::outbound
