// SPDX-License-Identifier: MIT
#include "policy/quota_status/answer.hpp"

#include "libcommon/quota/account.hpp"

namespace dovetail::policy::quota_status {

namespace {

void set(std::string& action, const maildir::PluginSettings& plugin, const char* name) {
  const auto found = plugin.find(name);
  if (found != plugin.end() && !found->second.empty()) {
    action = found->second;
  }
}

std::string refusal(const Actions& actions, const std::string& reason, bool tempfail) {
  if (!actions.overquota.empty()) {
    return actions.overquota;
  }
  return (tempfail ? "452 4.2.2 " : "554 5.2.2 ") + reason;
}

}  // namespace

Actions actions_of(const maildir::PluginSettings& plugin) {
  Actions actions;
  set(actions.success, plugin, "quota_status_success");
  set(actions.nouser, plugin, "quota_status_nouser");
  set(actions.overquota, plugin, "quota_status_overquota");
  set(actions.toolarge, plugin, "quota_status_toolarge");
  return actions;
}

Answer answer(maildir::Disk& disk, const maildir::MailUser& user, std::int64_t size, bool tempfail_when_full,
              base::WallTime now) {
  const Actions actions = actions_of(user.plugin);
  const auto settings = quota::read_settings(user.plugin);
  if (!settings) {
    return {kLookupFailed, settings.error().detail};
  }
  quota::Account account(disk, user.location, user.space, *settings, maildir::Access::look);
  const auto room = account.check("INBOX", {size, size}, now);
  if (!room) {
    return {kCalculationFailed, room.error().detail};
  }
  switch (*room) {
    case quota::Answer::fits: return {actions.success, {}};
    case quota::Answer::over_quota: return {refusal(actions, settings->exceeded_message, tempfail_when_full), {}};
    case quota::Answer::mail_too_large:
    case quota::Answer::larger_than_limit: break;
  }
  if (!actions.toolarge.empty()) {
    return {actions.toolarge, {}};
  }
  const bool by_size = *room == quota::Answer::mail_too_large;
  // A mail that can never fit is not told to wait.
  return {refusal(actions, by_size ? std::string(quota::kMailTooLarge) : settings->exceeded_message, false), {}};
}

}  // namespace dovetail::policy::quota_status
