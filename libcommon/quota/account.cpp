// SPDX-License-Identifier: MIT
#include "libcommon/quota/account.hpp"

#include "libcommon/maildir/rebuild.hpp"

namespace dovetail::quota {

using base::Result;
using base::Unexpected;
using maildir::Amount;

namespace {

Answer judge(const Root& root, const Amount& limits, const Amount& used, std::int64_t size) {
  if (limits.bytes > 0) {
    if (size > limits.bytes + root.grace.bytes_for(limits.bytes)) {
      return Answer::larger_than_limit;
    }
    const std::int64_t room = limits.bytes - used.bytes;
    if (room <= 0 || size > room + root.grace.bytes_for(limits.bytes)) {
      return size > limits.bytes ? Answer::larger_than_limit : Answer::over_quota;
    }
  }
  return limits.messages > 0 && used.messages >= limits.messages ? Answer::over_quota : Answer::fits;
}

maildir::IsIgnored ignored_by(const Root& root) {
  return [&root](const std::string& mailbox) {
    return root.rules.ignores(mailbox) || (!root.prefix.empty() && !mailbox.starts_with(root.prefix));
  };
}

}  // namespace

bool Account::concerns(const Root& root, const std::string& mailbox) const {
  return root.driver != Driver::fs && root.enforced && !ignored_by(root)(mailbox);
}

Result<Amount> Account::usage(const Root& root, const Amount& defaults, base::WallTime now) {
  maildir::IsIgnored is_ignored = ignored_by(root);
  if (root.driver == Driver::maildir) {
    maildir::SizeFile file(disk_, location_, space_, access_);
    return file.usage(defaults, is_ignored, now);
  }
  const auto kind = root.driver == Driver::count ? maildir::SizeKind::with_crlf : maildir::SizeKind::physical;
  const auto sum = maildir::sum_of_tree(disk_, location_, space_, kind, is_ignored);
  if (!sum) {
    return Unexpected(sum.error());
  }
  return sum->used;
}

Result<Account::State> Account::state_of(const Root& root, const std::string& mailbox, base::WallTime now) {
  Amount defaults = root.rules.defaults();
  if (root.driver == Driver::maildir && root.rules.stored_limits_count()) {
    maildir::SizeFile file(disk_, location_, space_, access_);
    defaults = file.limits_in_file().value_or(defaults);
  }
  State state;
  state.limits = root.rules.limits_for(mailbox, defaults);
  if (state.limits == Amount{}) {
    return state;  // nothing to compare with: no need to read the usage
  }
  auto used = usage(root, defaults, now);
  if (!used) {
    return Unexpected(std::move(used).error());
  }
  state.used = *used;
  return state;
}

Result<Answer> Account::check(const std::string& mailbox, const MailSize& mail, base::WallTime now) {
  if (settings_.max_mail_size > 0 && mail.physical > settings_.max_mail_size) {
    return Answer::mail_too_large;
  }
  for (const Root& root : settings_.roots) {
    if (!concerns(root, mailbox)) {
      continue;
    }
    const auto state = state_of(root, mailbox, now);
    if (!state) {
      return Unexpected(state.error());
    }
    const std::int64_t size = root.driver == Driver::count ? mail.with_crlf : mail.physical;
    const Answer answer = judge(root, state->limits, state->used, size);
    if (answer != Answer::fits) {
      return answer;
    }
  }
  return Answer::fits;
}

Result<bool> Account::is_full(const std::string& mailbox, base::WallTime now) {
  for (const Root& root : settings_.roots) {
    if (!concerns(root, mailbox)) {
      continue;
    }
    const auto state = state_of(root, mailbox, now);
    if (!state) {
      return Unexpected(state.error());
    }
    const Amount& limits = state->limits;
    if ((limits.bytes > 0 && state->used.bytes >= limits.bytes) ||
        (limits.messages > 0 && state->used.messages >= limits.messages)) {
      return true;
    }
  }
  return false;
}

Result<void> Account::stored(const std::string& mailbox, const MailSize& mail) {
  for (const Root& root : settings_.roots) {
    if (root.driver != Driver::maildir || ignored_by(root)(mailbox)) {
      continue;
    }
    maildir::SizeFile file(disk_, location_, space_, access_);
    if (auto done = file.append({mail.physical, 1}); !done) {
      return done;
    }
  }
  return {};
}

}  // namespace dovetail::quota
