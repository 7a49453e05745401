// SPDX-License-Identifier: MIT
#include "lmtp/protocol/path_command.hpp"

#include <algorithm>
#include <vector>

#include "libcommon/base/text.hpp"
#include "libcommon/wire/limits.hpp"
#include "libcommon/wire/quoting.hpp"
#include "lmtp/protocol/limits.hpp"
#include "lmtp/protocol/reply.hpp"

namespace dovetail::lmtp::protocol {

using base::Result;
using base::Unexpected;

namespace {

Unexpected<std::string> refusal(std::string_view reply_line) {
  return Unexpected(std::string(reply_line));
}

Unexpected<std::string> bad_path(std::string_view word, std::string_view why) {
  return refusal("501 5.5.4 Invalid " + std::string(word) + ": " + std::string(why));
}

struct PathAndRest {
  wire::MailAddress address;
  std::string_view rest;
};

// RCPT TO:x without brackets: the mailbox ends at the first space.
Result<PathAndRest, std::string> bare_mailbox(std::string_view text, std::string_view word,
                                              wire::PathRules rules) {
  const std::string_view mailbox = text.substr(0, text.find(' '));
  auto address = wire::parse_mailbox(mailbox, rules);
  if (!address) {
    return bad_path(word, "Invalid character in localpart");
  }
  return PathAndRest{*std::move(address), text.substr(mailbox.size())};
}

// <a..b@c>: dots where the grammar wants none, in addresses that people really have. Quoted wherever it is
// shown.
std::optional<PathAndRest> path_with_odd_dots(std::string_view text) {
  const std::size_t end = text.find('>');
  const std::string_view inner = end == std::string_view::npos ? std::string_view() : text.substr(1, end - 1);
  const wire::AddressParts parts = wire::split_at_last_at(inner);
  const std::string without_dots = base::replaced_all(parts.local, ".", "");
  const bool atoms = wire::parse_mailbox(without_dots).has_value() && without_dots.front() != '"';
  if (!atoms || inner.size() > wire::kMaxPathLength || !wire::is_domain(parts.domain)) {
    return std::nullopt;
  }
  return PathAndRest{{std::string(parts.local), std::string(parts.domain)}, text.substr(end + 1)};
}

Result<PathAndRest, std::string> read_path(std::string_view text, std::string_view word,
                                           Workarounds workarounds, wire::PathRules rules) {
  if (text.starts_with(' ') || text.starts_with('\t')) {
    if (!workarounds.whitespace_before_path) {
      return bad_path(word, "Unexpected whitespace before path");
    }
    text = base::trimmed(text);
  }
  if (!text.starts_with('<')) {
    return workarounds.mailbox_for_path && !text.empty() ? bare_mailbox(text, word, rules)
                                                         : bad_path(word, "Missing '<' at beginning of path");
  }
  if (text.starts_with("<>") && !rules.null_allowed) {
    return bad_path(word, "Null path not allowed");
  }
  auto parsed = wire::parse_path(text, rules);
  if (!parsed) {
    if (auto odd = path_with_odd_dots(text)) {
      return *std::move(odd);
    }
    const bool foreign = std::any_of(text.begin(), text.end(), [](char c) {
      return static_cast<unsigned char>(c) >= 0x80 || base::is_control(c);
    });
    return bad_path(word, foreign ? "Invalid character in localpart" : "Missing '>' at end of path");
  }
  return PathAndRest{std::move(parsed->address), text.substr(parsed->consumed)};
}

struct Parameter {
  std::string name;  // upper case
  std::string_view value;
};

Result<std::vector<Parameter>, std::string> read_parameters(std::string_view rest) {
  if (!rest.empty() && rest.front() != ' ') {
    return refusal(reply::kBadParameters);
  }
  std::vector<Parameter> found;
  for (const std::string_view word : base::words(rest)) {
    const auto pair = base::split_once(word, '=');
    Parameter next{base::uppered(pair ? pair->first : word), pair ? pair->second : std::string_view()};
    const auto same = [&](const Parameter& other) { return other.name == next.name; };
    if (std::any_of(found.begin(), found.end(), same)) {
      return refusal("501 5.5.4 Duplicate " + base::printable(next.name, 40) + "= parameter");
    }
    if (found.size() >= kMaxParameters) {
      return refusal(reply::kBadParameters);
    }
    found.push_back(std::move(next));
  }
  return found;
}

Result<void, std::string> apply_mail(MailArguments& mail, const Parameter& parameter) {
  if (parameter.name == "BODY") {
    const bool known = base::equals_ignoring_case(parameter.value, "7BIT") ||
                       base::equals_ignoring_case(parameter.value, "8BITMIME");
    return known ? Result<void, std::string>() : refusal(reply::kUnsupportedBody);
  }
  if (parameter.name == "SIZE") {
    mail.size = base::to_number<std::uint64_t>(parameter.value);
    return mail.size ? Result<void, std::string>() : refusal("501 5.5.4 Unsupported SIZE parameter value");
  }
  if (parameter.name == "SMTPUTF8") {
    mail.smtputf8 = true;
    return {};
  }
  return parameter.name == "RET" || parameter.name == "ENVID" ? Result<void, std::string>()
                                                              : refusal(reply::kUnsupported);
}

Result<void, std::string> apply_rcpt(RcptArguments& rcpt, const Parameter& parameter) {
  if (parameter.name == "NOTIFY") {
    return {};
  }
  if (parameter.name != "ORCPT") {
    return refusal(reply::kUnsupported);
  }
  const auto typed = base::split_once(parameter.value, ';');
  if (!typed || typed->first.empty()) {
    return refusal("501 5.5.4 Invalid addr-type for ORCPT= parameter");
  }
  auto address = wire::xtext_decode(typed->second);
  if (!address || std::any_of(address->begin(), address->end(), base::is_control)) {
    return refusal("501 5.5.4 Invalid address value for ORCPT= parameter");
  }
  if (base::equals_ignoring_case(typed->first, "rfc822") ||
      base::equals_ignoring_case(typed->first, "utf-8")) {
    rcpt.original = *std::move(address);
  }
  return {};
}

}  // namespace

Result<MailArguments, std::string> parse_mail(std::string_view arguments, Workarounds workarounds) {
  if (!base::starts_with_ignoring_case(arguments, "FROM:")) {
    return refusal(reply::kBadParameters);
  }
  // UTF-8 is let in without asking for SMTPUTF8, as Dovecot does: the sender is only written down.
  auto path = read_path(arguments.substr(5), "FROM", workarounds, {.null_allowed = true, .utf8 = true});
  if (!path) {
    return Unexpected(std::move(path).error());
  }
  const auto parameters = read_parameters(path->rest);
  if (!parameters) {
    return Unexpected(parameters.error());
  }
  MailArguments mail;
  mail.sender = std::move(path->address);
  for (const Parameter& parameter : *parameters) {
    if (auto done = apply_mail(mail, parameter); !done) {
      return Unexpected(std::move(done).error());
    }
  }
  return mail;
}

Result<RcptArguments, std::string> parse_rcpt(std::string_view arguments, Workarounds workarounds,
                                              bool utf8) {
  if (!base::starts_with_ignoring_case(arguments, "TO:")) {
    return refusal(reply::kBadParameters);
  }
  auto path = read_path(arguments.substr(3), "TO", workarounds, {.utf8 = utf8});
  if (!path) {
    return Unexpected(std::move(path).error());
  }
  const auto parameters = read_parameters(path->rest);
  if (!parameters) {
    return Unexpected(parameters.error());
  }
  RcptArguments rcpt;
  rcpt.recipient = std::move(path->address);
  for (const Parameter& parameter : *parameters) {
    if (auto done = apply_rcpt(rcpt, parameter); !done) {
      return Unexpected(std::move(done).error());
    }
  }
  return rcpt;
}

}  // namespace dovetail::lmtp::protocol
