// SPDX-License-Identifier: MIT
#include "libcommon/quota/rule.hpp"

#include "libcommon/base/text.hpp"
#include "libcommon/quota/limits.hpp"

namespace dovetail::quota {

using base::Result;
using base::Unexpected;

namespace {

base::Error invalid(std::string_view text, const char* why) {
  return base::permanent("Invalid quota rule '" + base::printable(text, 200) + "': " + why);
}

// 0 for a letter that is no unit.
std::int64_t factor_of(char unit) {
  switch (base::to_upper(unit)) {
    case 'B':
      return 1;
    case 'K':
      return 1024;
    case 'M':
      return 1024 * 1024;
    case 'G':
      return 1024LL * 1024 * 1024;
    case 'T':
      return 1024LL * 1024 * 1024 * 1024;
    default:
      return 0;
  }
}

struct Signed {
  char sign = 0;
  std::string_view rest;
};

Signed without_sign(std::string_view text) {
  const bool has_sign = !text.empty() && (text.front() == '+' || text.front() == '-');
  return has_sign ? Signed{text.front(), text.substr(1)} : Signed{0, text};
}

// "storage=+100M" of a rule about `kind`.
Result<Limit> parse_limit(std::string_view part, bool is_default) {
  const auto pair = base::split_once(part, '=');
  if (!pair) {
    return Unexpected(invalid(part, "Missing '=' character"));
  }
  const auto [name, value] = *pair;
  const bool storage = base::equals_ignoring_case(name, "storage");
  const bool messages = base::equals_ignoring_case(name, "messages");
  if (!storage && !messages && !base::equals_ignoring_case(name, "bytes")) {
    return Unexpected(invalid(part, "Unknown limit name"));
  }
  const Signed number = without_sign(value);
  if (is_default && number.sign != 0) {
    return Unexpected(invalid(part, "Rule for the whole account can not have a sign"));
  }
  auto limit = parse_amount(number.rest, storage ? 1024 : 1, !is_default);
  if (!limit) {
    return limit;
  }
  limit->resource = messages ? Limit::Resource::messages : Limit::Resource::bytes;
  if (number.sign == '-') {
    limit->value = -limit->value;
  }
  return limit;
}

bool matches_pattern(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, retry = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

}  // namespace

Result<Limit> parse_amount(std::string_view text, std::int64_t default_unit, bool percent_allowed) {
  std::size_t digits = 0;
  while (digits < text.size() && base::is_digit(text[digits])) {
    ++digits;
  }
  Limit limit;
  const auto number = base::to_number<std::int64_t>(text.substr(0, digits));
  if (!number) {
    return Unexpected(invalid(text, "Not a valid number"));
  }
  const std::string_view unit = base::trimmed(text.substr(digits));
  limit.value = *number;
  if (unit == "%") {
    limit.percent = true;
    return percent_allowed ? Result<Limit>(limit)
                           : Unexpected(invalid(text, "Default rule can't have a percentage"));
  }
  // As everywhere in this grammar: K, KB, Ki and KiB mean the same.
  const std::string_view tail = unit.empty() ? unit : unit.substr(1);
  const bool known_tail = tail.empty() || base::equals_ignoring_case(tail, "b") ||
                          base::equals_ignoring_case(tail, "i") || base::equals_ignoring_case(tail, "ib");
  const std::int64_t factor = unit.empty() ? default_unit : factor_of(unit.front());
  if (factor == 0 || !known_tail || __builtin_mul_overflow(limit.value, factor, &limit.value)) {
    return Unexpected(invalid(text, "Invalid unit or too large"));
  }
  return limit;
}

Result<Rule> parse_rule(std::string_view text) {
  const auto pair = base::split_once(text, ':');
  if (text.size() > kMaxRuleText || !pair || pair->first.empty()) {
    return Unexpected(invalid(text, "Invalid rule"));
  }
  Rule rule;
  rule.mailbox = pair->first;
  rule.kind = rule.mailbox == "*"   ? Rule::Kind::forced
              : rule.mailbox == "?" ? Rule::Kind::unless_stored
                                    : Rule::Kind::mailbox;
  if (base::starts_with_ignoring_case(pair->second, "backend=")) {
    return rule;  // for back ends of foreign kinds
  }
  if (base::equals_ignoring_case(pair->second, "ignore")) {
    rule.kind = Rule::Kind::ignored;
    return rule;
  }
  const bool is_default = rule.kind != Rule::Kind::mailbox;
  for (const std::string_view part : base::split(pair->second, ':')) {
    auto limit = parse_limit(part, is_default);
    if (!limit) {
      return Unexpected(std::move(limit).error());
    }
    rule.limits.push_back(*limit);
  }
  return rule;
}

bool matches_mailbox(std::string_view pattern, std::string_view mailbox) {
  if (base::equals_ignoring_case(mailbox, "INBOX")) {
    return base::equals_ignoring_case(pattern, "INBOX") || matches_pattern(pattern, "INBOX");
  }
  return matches_pattern(pattern, mailbox);
}

}  // namespace dovetail::quota
