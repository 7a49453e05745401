// SPDX-License-Identifier: MIT
#include "policy/quota_status/query.hpp"

#include <algorithm>

#include "libcommon/base/text.hpp"
#include "libcommon/wire/mail_address.hpp"

namespace dovetail::policy::quota_status {

namespace {

// Leniently, as Postfix sends its internal form: brackets may be there, special characters need no quotes.
std::optional<std::string> user_in(std::string_view recipient, std::string_view delimiters) {
  if (recipient.starts_with('<') && recipient.ends_with('>')) {
    recipient = recipient.substr(1, recipient.size() - 2);
  }
  const bool control = std::any_of(recipient.begin(), recipient.end(), base::is_control);
  if (recipient.empty() || control) {
    return std::nullopt;
  }
  const wire::AddressParts parts = wire::split_at_last_at(recipient);
  if (parts.local.empty()) {
    return std::nullopt;
  }
  std::string local(parts.local);
  if (local.size() >= 2 && local.front() == '"' && local.back() == '"') {
    if (const auto unquoted = wire::parse_mailbox(recipient, {.utf8 = true})) {
      local = unquoted->local;
    }
  }
  const std::string_view user = wire::split_detail(local, delimiters).user;
  return wire::MailAddress{std::string(user), std::string(parts.domain)}.raw();
}

}  // namespace

Query query_of(const Request& request, std::string_view delimiters) {
  Query query;
  const auto state = request.find_first("protocol_state");
  if (state && !base::equals_ignoring_case(*state, "RCPT")) {
    query.unexpected_state = base::printable(*state, 40);
    return query;
  }
  const auto recipient = request.find_first("recipient");
  if (!recipient) {
    return query;
  }
  const auto user = user_in(*recipient, delimiters);
  if (!user) {
    query.bad_recipient = recipient->empty() ? "Path is empty string" : base::printable(*recipient, 200);
    return query;
  }
  query.user = *user;
  // Not a number: 0, and so is a number that is none of a mail's.
  query.size = std::max<std::int64_t>(1, base::to_number<std::int64_t>(request.get("size")).value_or(0));
  return query;
}

}  // namespace dovetail::policy::quota_status
