// SPDX-License-Identifier: MIT
#include "daemons/policyd/quota_service.hpp"

#include <unistd.h>

#include "libcommon/maildir/identity.hpp"
#include "policy/quota_status/answer.hpp"

namespace dovetail::policyd {

namespace quota_status = policy::quota_status;

namespace {

std::string line(const std::string& text) {
  return "quota-status(" + std::to_string(::getpid()) + "): " + text;
}

// Worker, under the user's ids.
quota_status::Answer look(const maildir::MailUser& user, std::int64_t size, bool tempfail, base::WallTime now) {
  const auto acting = maildir::ActAs::user({user.uid, user.gid, {}});
  if (!acting) {
    return {quota_status::kLookupFailed, acting.error().detail};
  }
  maildir::SystemDisk disk;
  return quota_status::answer(disk, user, size, tempfail, now);
}

}  // namespace

void QuotaService::answer(Done& done, std::string_view action) {
  --open_;
  done(action);
}

void QuotaService::fail(const QuotaConfigRef& config, Done& done, std::string_view action,
                        const std::string& problem) {
  parts_.log.error(line(problem));
  const bool pass = config->settings.quota_status_fallback == policy::quota_status::Fallback::pass;
  answer(done, pass ? std::string_view(quota_status::kUndecided) : action);
}

void QuotaService::ask(const policy::Request& request, bool& warned, Done done) {
  ++open_;
  const auto query = quota_status::query_of(request, config_->settings.recipient_delimiter);
  if (!query.unexpected_state.empty() && !warned) {
    warned = true;
    parts_.log.warning(line("Received policy query from MTA in unexpected state " + query.unexpected_state +
                            " (service can only be used for recipient restrictions)"));
  }
  if (!query.bad_recipient.empty()) {
    parts_.log.error(line("Client sent invalid recipient address: " + query.bad_recipient));
  }
  if (query.user.empty()) {
    return answer(done, quota_status::kUndecided);
  }
  authclient::LookupContext context;
  context.service = "quota-status";
  parts_.users.find(query.user, context, lifetime_.watch(),
                    [this, config = config_, query, done = std::move(done)](authclient::UserOutcome outcome) mutable {
                      found(config, query, std::move(outcome), std::move(done));
                    });
}

void QuotaService::found(const QuotaConfigRef& config, const quota_status::Query& query,
                         authclient::UserOutcome outcome, Done done) {
  if (!outcome) {
    return fail(config, done, quota_status::kLookupFailed,
                "Failed to lookup user " + query.user + ": " + outcome.error().detail);
  }
  if (!*outcome) {
    return answer(done, quota_status::actions_of(config->users.plugin).nouser);
  }
  auto user = maildir::make_mail_user(config->users, (*outcome)->user, (*outcome)->fields);
  if (!user) {
    return fail(config, done, quota_status::kLookupFailed,
                "Failed to lookup user " + query.user + ": " + user.error().detail);
  }
  const std::string name = user->name;
  parts_.disk.perform_for(
      name, lifetime_.watch(),
      [user = *std::move(user), size = query.size, tempfail = config->settings.quota_full_tempfail,
       now = parts_.clock.wall()] { return look(user, size, tempfail, now); },
      [this, config, name, done = std::move(done)](base::Result<quota_status::Answer> result) mutable {
        if (!result || !result->problem.empty()) {
          const std::string_view action =
              result ? std::string_view(result->action) : quota_status::kCalculationFailed;
          return fail(config, done, action,
                      "user " + name + ": " + (result ? result->problem : result.error().detail));
        }
        answer(done, result->action);
      });
}

}  // namespace dovetail::policyd
