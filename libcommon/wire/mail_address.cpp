// SPDX-License-Identifier: MIT
#include "libcommon/wire/mail_address.hpp"

#include "libcommon/base/text.hpp"
#include "libcommon/wire/address_grammar.hpp"
#include "libcommon/wire/limits.hpp"

namespace dovetail::wire {
namespace {

struct ParsedMailbox {
  MailAddress address;
  std::size_t length = 0;
};

// Local-part ["@" ( Domain / address-literal )] at the start of `text`.
std::optional<ParsedMailbox> take_mailbox(std::string_view text, PathRules rules) {
  ParsedMailbox result;
  if (const std::size_t plain = grammar::dot_string(text, rules.utf8); plain > 0) {
    result.address.local = text.substr(0, plain);
    result.length = plain;
  } else if (auto quoted = grammar::quoted_string(text, rules.utf8); quoted && !quoted->content.empty()) {
    result.address.local = std::move(quoted->content);
    result.length = quoted->length;
  } else {
    return std::nullopt;
  }
  if (result.length < text.size() && text[result.length] == '@') {
    const std::string_view after_at = text.substr(result.length + 1);
    const std::size_t domain = grammar::domain(after_at, rules.utf8);
    if (domain == 0) {
      return std::nullopt;
    }
    result.address.domain = after_at.substr(0, domain);
    result.length += 1 + domain;
  } else if (rules.domain_required) {
    return std::nullopt;
  }
  if (rules.utf8 && !base::is_utf8(text.substr(0, result.length))) {
    return std::nullopt;
  }
  return result;
}

}  // namespace

std::string MailAddress::raw() const {
  return domain.empty() ? local : local + "@" + domain;
}

std::string MailAddress::text() const {
  if (is_null()) {
    return {};
  }
  const std::string quoted = quoted_local_part(local);
  return domain.empty() ? quoted : quoted + "@" + domain;
}

std::string MailAddress::path() const {
  return "<" + text() + ">";
}

std::optional<ParsedPath> parse_path(std::string_view input, PathRules rules) {
  if (!input.starts_with('<')) {
    return std::nullopt;
  }
  const std::string_view text = input.substr(1, kMaxPathLength);
  if (text.starts_with('>')) {
    return rules.null_allowed ? std::optional(ParsedPath{{}, 2}) : std::nullopt;
  }
  const std::size_t route = grammar::source_route(text, rules.utf8);
  auto mailbox = take_mailbox(text.substr(route), rules);
  if (!mailbox) {
    return std::nullopt;
  }
  const std::size_t end = route + mailbox->length;
  if (end >= text.size() || text[end] != '>') {
    return std::nullopt;
  }
  return ParsedPath{std::move(mailbox->address), 1 + end + 1};
}

std::optional<MailAddress> parse_mailbox(std::string_view text, PathRules rules) {
  if (text.empty() && rules.null_allowed) {
    return MailAddress{};
  }
  auto mailbox = text.size() > kMaxPathLength ? std::nullopt : take_mailbox(text, rules);
  if (!mailbox || mailbox->length != text.size()) {
    return std::nullopt;
  }
  return std::move(mailbox->address);
}

bool is_domain(std::string_view text, bool utf8) {
  return !text.empty() && grammar::domain(text, utf8) == text.size() && (!utf8 || base::is_utf8(text));
}

std::string quoted_local_part(std::string_view local) {
  // 8-bit bytes need no quotes: where they are allowed at all (SMTPUTF8), they are atext.
  if (!local.empty() && grammar::dot_string(local, true) == local.size()) {
    return std::string(local);
  }
  std::string out = "\"";
  for (const char c : local) {
    if (c == '"' || c == '\\') {
      out.push_back('\\');
    }
    out.push_back(c);
  }
  return out.append(1, '"');
}

AddressParts split_at_last_at(std::string_view raw) {
  const auto at = raw.rfind('@');
  if (at == std::string_view::npos) {
    return {raw, {}};
  }
  return {raw.substr(0, at), raw.substr(at + 1)};
}

DetailParts split_detail(std::string_view local, std::string_view delimiters) {
  const auto at = local.find_first_of(delimiters);
  if (at == std::string_view::npos || at == 0) {
    return {local, {}, 0};
  }
  return {local.substr(0, at), local.substr(at + 1), local[at]};
}

}  // namespace dovetail::wire
