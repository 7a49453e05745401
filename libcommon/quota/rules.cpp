// SPDX-License-Identifier: MIT
#include "libcommon/quota/rules.hpp"

#include <algorithm>

namespace dovetail::quota {

namespace {

// value * percent / 100 without overflow: limits stay below 2^63, the last digits of huge ones do not matter.
std::int64_t part_of(std::int64_t value, std::int64_t percent) {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(value, percent, &product)) {
    return value / 100 * percent;
  }
  return product / 100;
}

void set(maildir::Amount& amount, const Limit& limit) {
  (limit.resource == Limit::Resource::bytes ? amount.bytes : amount.messages) = limit.value;
}

void change(std::int64_t& limit, const Limit& by) {
  if (limit == 0) {
    return;  // unlimited stays unlimited
  }
  const std::int64_t delta = by.percent ? part_of(limit, by.value) : by.value;
  std::int64_t sum = 0;
  if (__builtin_add_overflow(limit, delta, &sum)) {
    sum = INT64_MAX;
  }
  limit = std::max<std::int64_t>(sum, 1);
}

}  // namespace

maildir::Amount Rules::defaults() const {
  maildir::Amount amount;
  for (const Rule& rule : rules_) {
    if (rule.kind == Rule::Kind::forced || rule.kind == Rule::Kind::unless_stored) {
      for (const Limit& limit : rule.limits) {
        set(amount, limit);
      }
    }
  }
  return amount;
}

bool Rules::stored_limits_count() const {
  return std::none_of(rules_.begin(), rules_.end(),
                      [](const Rule& rule) { return rule.kind == Rule::Kind::forced; });
}

maildir::Amount Rules::limits_for(std::string_view mailbox, const maildir::Amount& defaults) const {
  maildir::Amount amount = defaults;
  for (const Rule& rule : rules_) {
    if (rule.kind != Rule::Kind::mailbox || !matches_mailbox(rule.mailbox, mailbox)) {
      continue;
    }
    for (const Limit& limit : rule.limits) {
      change(limit.resource == Limit::Resource::bytes ? amount.bytes : amount.messages, limit);
    }
    break;
  }
  return amount;
}

bool Rules::ignores(std::string_view mailbox) const {
  for (const Rule& rule : rules_) {
    if ((rule.kind == Rule::Kind::ignored || rule.kind == Rule::Kind::mailbox) &&
        matches_mailbox(rule.mailbox, mailbox)) {
      return rule.kind == Rule::Kind::ignored;
    }
  }
  return false;
}

std::int64_t Grace::bytes_for(std::int64_t limit) const {
  return percent ? part_of(limit, value) : value;
}

}  // namespace dovetail::quota
