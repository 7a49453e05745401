// SPDX-License-Identifier: MIT
#include "libcommon/maildir/mail_settings.hpp"

#include <grp.h>
#include <pwd.h>

#include <algorithm>

#include "libcommon/base/text.hpp"
#include "libcommon/config/late_value.hpp"
#include "libcommon/config/source.hpp"
#include "libcommon/config/typed.hpp"

namespace dovetail::maildir {

namespace {

std::optional<uid_t> user_id(const std::string& text) {
  if (const auto number = base::to_number<uid_t>(text)) {
    return number;
  }
  const passwd* account = ::getpwnam(text.c_str());  // at start and reload, one thread
  return account == nullptr ? std::nullopt : std::optional(account->pw_uid);
}

std::optional<gid_t> group_id(const std::string& text) {
  if (const auto number = base::to_number<gid_t>(text)) {
    return number;
  }
  const group* entry = ::getgrnam(text.c_str());
  return entry == nullptr ? std::nullopt : std::optional(entry->gr_gid);
}

void read_ids(const config::CommonSettings& common, MailUserSettings& users, config::Findings& findings) {
  users.first_valid_uid = common.first_valid_uid;
  users.last_valid_uid = common.last_valid_uid;
  users.first_valid_gid = common.first_valid_gid;
  users.last_valid_gid = common.last_valid_gid;
  if (!common.mail_uid.empty() && !(users.mail_uid = user_id(common.mail_uid))) {
    findings.error({}, "mail_uid: no such user: " + common.mail_uid);
  }
  if (!common.mail_gid.empty() && !(users.mail_gid = group_id(common.mail_gid))) {
    findings.error({}, "mail_gid: no such group: " + common.mail_gid);
  }
}

void read_plugin(const config::Section& view, PluginSettings& plugin, config::Findings& findings) {
  const config::Section* section = view.section("plugin");
  if (section == nullptr) {
    return;
  }
  for (const config::Setting& setting : section->settings()) {
    plugin[setting.key] = setting.value.text;
    if (setting.value.kind != config::Value::Kind::file) {
      continue;
    }
    const auto content = config::LateValue{setting.value, setting.where}.read(config::DiskSource());
    if (!content) {
      findings.error(setting.where, content.error().detail);
      continue;
    }
    plugin[setting.key] = base::trimmed(*content);
  }
}

}  // namespace

bool MailSettings::has_plugin(std::string_view name) const {
  return std::find(mail_plugins.begin(), mail_plugins.end(), name) != mail_plugins.end();
}

const config::Schema<MailSettings>& mail_schema() {
  static const config::Schema<MailSettings> schema = [] {
    config::Schema<MailSettings> s("mailboxes");
    s.text("mail_location", &MailSettings::mail_location, "", "Where mail lies: maildir:PATH[:KEY=value…].");
    s.text("mail_home", &MailSettings::mail_home, "", "Home directory where the user database gives none.");
    s.words("mail_plugins", &MailSettings::mail_plugins, "", "Of interest here: sieve and quota.");
    return s;
  }();
  return schema;
}

const config::Section* inbox_namespace(const config::Section& view) {
  const auto all = view.all("namespace");
  const auto holds_inbox = [](const config::Section* one) {
    return config::plugin_bool(one->text("inbox", "no"));
  };
  const auto found = std::find_if(all.begin(), all.end(), holds_inbox);
  return found != all.end() ? *found : all.empty() ? nullptr : all.front();
}

MailUserSettings read_mail_users(const config::Section& view, const config::CommonSettings& common,
                                 const MailSettings& mail, config::Findings& findings) {
  MailUserSettings users;
  users.mail_location = mail.mail_location;
  users.mail_home = mail.mail_home;
  if (const config::Section* space = inbox_namespace(view)) {
    users.space.prefix = space->text("prefix");
    const std::string separator = space->text("separator");
    users.space.separator = separator.empty() ? users.space.separator : separator.front();
    const std::string location = space->text("location");
    users.mail_location = location.empty() ? users.mail_location : location;
  }
  read_ids(common, users, findings);
  read_plugin(view, users.plugin, findings);
  return users;
}

}  // namespace dovetail::maildir
