// SPDX-License-Identifier: MIT
#include "lmtp/outbound/redirect.hpp"

#include <algorithm>

#include "libcommon/base/text.hpp"
#include "lmtp/message/header.hpp"

namespace dovetail::lmtp::outbound {

using message::Field;
using message::HeaderBlock;

namespace {

// A header block without its Return-Path fields; the empty line stays.
std::string without_return_path(std::string_view bytes) {
  const HeaderBlock block(bytes);
  std::string kept;
  std::size_t at = 0;
  for (const Field& field : block.fields()) {
    if (base::equals_ignoring_case(block.name(field), "Return-Path")) {
      kept += bytes.substr(at, field.begin - at);
      at = field.end;
    }
  }
  return kept + std::string(bytes.substr(at));
}

std::string first_value(const HeaderBlock& block, std::string_view name) {
  const Field* field = block.first(name);
  return field == nullptr ? std::string() : block.unfolded(*field);
}

}  // namespace

OutgoingMail redirected(const RedirectFacts& facts) {
  OutgoingMail mail;
  mail.sender = facts.sender;
  mail.recipients = {facts.target};
  mail.head =
      "X-Sieve: " + facts.implementation + "\nX-Sieve-Redirected-From: " + facts.redirected_from + "\n";
  mail.head += without_return_path(facts.added);
  const HeaderBlock header(facts.header);
  if (header.first("Message-ID") == nullptr) {
    mail.head += "Message-ID: " + facts.message_id + "\n";
  }
  mail.head += without_return_path(facts.header);
  mail.tail = facts.body;
  return mail;
}

bool is_redirect_loop(std::string_view header, std::string_view own_address) {
  const auto values = HeaderBlock(header).values("X-Sieve-Redirected-From");
  return std::any_of(values.begin(), values.end(), [&](const std::string& value) {
    return base::equals_ignoring_case(value, own_address);
  });
}

std::optional<std::string> redirect_key(std::string_view header, std::string_view recipient,
                                        std::string_view target) {
  const HeaderBlock block(header);
  const std::string message_id = first_value(block, "Message-ID");
  if (message_id.empty()) {
    return std::nullopt;
  }
  std::string resent = first_value(block, "Resent-Message-ID");
  if (resent.empty()) {
    resent = first_value(block, "Resent-From");
  }
  const char separator = '\0';
  return message_id + separator + std::string(recipient) + separator + std::string(target) + separator +
         resent + separator + first_value(block, "List-Id");
}

}  // namespace dovetail::lmtp::outbound
