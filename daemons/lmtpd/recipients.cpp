// SPDX-License-Identifier: MIT
#include "daemons/lmtpd/recipients.hpp"

#include "daemons/lmtpd/logging.hpp"
#include "libcommon/base/text.hpp"
#include "libcommon/quota/account.hpp"
#include "libcommon/wire/mail_address.hpp"
#include "libcommon/maildir/identity.hpp"

namespace dovetail::lmtpd {

using lmtp::Outcome;
using lmtp::Verdict;

namespace {

// Worker: is the mailbox full already?
base::Result<bool> is_full(dovetail::maildir::Disk& files, const dovetail::maildir::MailUser& user,
                           const quota::Settings& settings, base::WallTime now) {
  const auto acting = dovetail::maildir::ActAs::user({user.uid, user.gid, {}});
  if (!acting) {
    return base::Unexpected(acting.error());
  }
  quota::Account account(files, user.location, user.space, settings, dovetail::maildir::Access::update);
  return account.is_full("INBOX", now);
}

}  // namespace

void Recipients::resolve(ConfigRef config, const authclient::LookupContext& context,
                         const lmtp::Recipient& recipient, base::Lifetime::Watch watch, Done done) {
  const auto parts = wire::split_detail(recipient.address.local, config->settings.recipient_delimiter);
  const std::string name = wire::MailAddress{std::string(parts.user), recipient.address.domain}.raw();
  std::string detail(parts.detail);
  parts_.users.find(name, context, watch,
                    [this, config = std::move(config), name, detail = std::move(detail), watch,
                     done = std::move(done)](authclient::UserOutcome outcome) mutable {
                      found(config, name, detail, std::move(outcome), watch, std::move(done));
                    });
}

void Recipients::found(const ConfigRef& config, const std::string& name, const std::string& detail,
                       authclient::UserOutcome outcome, base::Lifetime::Watch watch, Done done) {
  if (!outcome) {
    log_line(parts_.log, base::Severity::error,
             "Error: user " + base::printable(name, 200) + ": lookup failed: " + outcome.error().detail);
    return done({Verdict::internal_failure, {}}, std::nullopt);
  }
  if (!*outcome) {
    return done({Verdict::unknown_user, name}, std::nullopt);
  }
  auto user = dovetail::maildir::make_mail_user(config->users, (*outcome)->user, (*outcome)->fields);
  if (!user) {
    log_line(parts_.log, base::Severity::error,
             "Error: user " + base::printable((*outcome)->user, 200) +
                 ": Initialization failed: " + user.error().detail);
    return done({Verdict::internal_failure, {}}, std::nullopt);
  }
  const auto limit = config->settings.lmtp_user_concurrency_limit;
  if (limit != 0 && slots_.in_use(user->name) >= limit) {
    return done({Verdict::too_many_deliveries, {}}, std::nullopt);
  }
  Resolved resolved;
  resolved.slot = slots_.take(user->name);
  resolved.user = *std::move(user);
  if (config->settings.lmtp_save_to_detail_mailbox && !detail.empty()) {
    const std::string& prefix = resolved.user.space.prefix;
    resolved.mailbox = base::equals_ignoring_case(detail, "INBOX") ? "INBOX" : prefix + detail;
  }
  if (config->settings.lmtp_rcpt_check_quota && config->policy.quota_enabled) {
    return check_quota(config, std::move(resolved), watch, std::move(done));
  }
  done({}, std::move(resolved));
}

void Recipients::check_quota(const ConfigRef& config, Resolved resolved, base::Lifetime::Watch watch,
                             Done done) {
  auto settings = quota::read_settings(resolved.user.plugin);
  if (!settings) {
    log_line(parts_.log, base::Severity::error,
             "Error: user " + resolved.user.name + ": Initialization failed: " + settings.error().detail);
    return done({Verdict::internal_failure, {}}, std::nullopt);
  }
  const std::string name = resolved.user.name;
  std::string full_text = settings->exceeded_message;
  auto look = [&files = parts_.files, user = resolved.user, settings = *std::move(settings),
               now = parts_.clock.wall()] { return is_full(files, user, settings, now); };
  parts_.disk.perform_for(
      name, lifetime_.watch(), std::move(look),
      [resolved = std::move(resolved), done = std::move(done), watch, full_text = std::move(full_text),
       tempfail = config->settings.quota_full_tempfail](base::Result<bool> full) mutable {
        if (!watch.alive()) {
          return;
        }
        if (!full) {
          return done({Verdict::internal_failure, {}}, std::nullopt);
        }
        if (*full) {
          const auto verdict = tempfail ? Verdict::over_quota_for_now : Verdict::over_quota;
          return done({verdict, std::move(full_text)}, std::nullopt);
        }
        done({}, std::move(resolved));
      });
}

}  // namespace dovetail::lmtpd
