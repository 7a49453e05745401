// SPDX-License-Identifier: MIT
#include "lmtp/protocol/reply.hpp"

#include "libcommon/base/text.hpp"

namespace dovetail::lmtp::protocol::reply {

namespace {

constexpr std::string_view kQuotaWords = "Quota exceeded (mailbox for user is full)";
constexpr std::size_t kMaxWords = 400;  // RFC 5321 §4.5.3.1.5: 512 octets a reply line

// Words that came from elsewhere (a script's reason, a configured text): one line, nothing that could start
// another.
std::string safe(std::string_view words) {
  return base::printable(words.substr(0, words.find_first_of("\r\n")), kMaxWords);
}

std::string about(std::string_view code, const Recipient& recipient, std::string_view words) {
  return line(std::string(code) + " " + recipient.address.path() + " " + std::string(words));
}

std::string failure(const Recipient& recipient, const Outcome& outcome) {
  const std::string words = outcome.text.empty() ? std::string(kQuotaWords) : safe(outcome.text);
  switch (outcome.verdict) {
    case Verdict::over_quota:
      return about("552 5.2.2", recipient, words);
    case Verdict::over_quota_for_now:
      return about("452 4.2.2", recipient, words);
    case Verdict::no_storage:
      return about("452 4.3.1", recipient, "Insufficient system storage");
    case Verdict::too_large:
      return about(
          "552 5.2.3", recipient,
          outcome.text.empty() ? "Message size exceeds administrative limit" : std::string_view(words));
    case Verdict::too_many_deliveries:
      return about("451 4.3.0", recipient, "Too many concurrent deliveries for user");
    case Verdict::refused:
      return about("550 5.7.1", recipient, outcome.text.empty() ? "Rejected" : words);
    default:
      return about("451 4.3.0", recipient, "Temporary internal error");
  }
}

}  // namespace

std::string line(std::string_view text) {
  return std::string(text) + "\r\n";
}

std::string added(std::size_t octets) {
  return line("250 2.0.0 Added " + std::to_string(octets) + " octets");
}

std::string closing(std::string_view code, std::string_view hostname, std::string_view words) {
  return line("421 " + std::string(code) + " " + std::string(hostname) + " " + std::string(words));
}

std::string to_rcpt(const Recipient& recipient, const Outcome& outcome) {
  if (outcome.verdict == Verdict::accepted) {
    return line(kRcptOk);
  }
  if (outcome.verdict == Verdict::unknown_user) {
    return about("550 5.1.1", recipient, "User doesn't exist: " + base::printable(outcome.text, kMaxWords));
  }
  return failure(recipient, outcome);
}

std::string after_message(const Envelope& envelope, const Recipient& recipient, const Outcome& outcome,
                          std::string_view stamp) {
  if (outcome.verdict == Verdict::accepted) {
    return about("250 2.0.0", recipient, delivery_id(envelope, recipient) + " Saved");
  }
  if (outcome.verdict == Verdict::mailbox_failure && !outcome.text.empty()) {
    return about("451 4.2.0", recipient, safe(outcome.text));
  }
  if (outcome.verdict == Verdict::mailbox_failure) {
    return about(
        "451 4.2.0", recipient,
        "Internal error occurred. Refer to server log for more information. [" + std::string(stamp) + "]");
  }
  return failure(recipient, outcome);
}

std::string message_too_large(const Recipient& recipient) {
  return failure(recipient, {Verdict::too_large, {}});
}

}  // namespace dovetail::lmtp::protocol::reply
