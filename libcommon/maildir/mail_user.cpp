// SPDX-License-Identifier: MIT
#include "libcommon/maildir/mail_user.hpp"

#include <algorithm>

#include "libcommon/base/text.hpp"

namespace dovetail::maildir {

using base::Result;
using base::Unexpected;

namespace {

std::optional<std::string> field_named(const UserFields& fields, std::string_view name) {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const auto& field) { return field.first == name; });
  return found == fields.end() ? std::nullopt : std::optional(found->second);
}

// A number from the user database, else the configured one; within what the administrator allows.
Result<std::uint32_t> valid_id(const char* what, const std::optional<std::string>& field,
                               std::optional<std::uint32_t> configured, std::uint64_t first,
                               std::uint64_t last) {
  std::optional<std::uint32_t> id = configured;
  if (field) {
    id = base::to_number<std::uint32_t>(*field);
  }
  if (!id) {
    return Unexpected(base::temporary(
        field ? std::string("invalid ") + what + ": " + base::printable(*field, 50)
              : std::string("the user has no ") + what + " and mail_" + what + " is not set"));
  }
  const bool root = *id == 0 && std::string_view(what) == "uid";
  if (root || *id < first || (last != 0 && *id > last)) {
    return Unexpected(base::temporary(std::string("mail access for users with ") + what + " " +
                                      std::to_string(*id) + " not permitted (see first_valid_" + what + ")"));
  }
  return *id;
}

Result<std::string> home_of(const MailUserSettings& settings, const UserFields& fields,
                            const vars::Values& values) {
  std::string home = field_named(fields, "home").value_or("");
  if (home.empty() && !settings.mail_home.empty()) {
    auto expanded = vars::expand_path(settings.mail_home, values);
    if (!expanded) {
      return expanded;
    }
    home = *std::move(expanded);
  }
  if (const auto chroot = home.find("/./"); chroot != std::string::npos) {
    home.erase(chroot, 2);
  }
  while (home.size() > 1 && home.ends_with('/')) {
    home.pop_back();
  }
  if (!home.empty() && !home.starts_with('/')) {
    return Unexpected(base::temporary("home directory is not absolute: " + base::printable(home, 200)));
  }
  return home;
}

Result<Location> location_of(const MailUserSettings& settings, const UserFields& fields,
                             const MailUser& user) {
  auto text = field_named(fields, "mail");
  if (!text) {
    text = field_named(fields, "mail_location");
  }
  if (!text) {
    auto expanded = vars::expand_path(settings.mail_location, user.values);
    if (!expanded) {
      return Unexpected(base::with_context(std::move(expanded).error(), "mail_location"));
    }
    text = *std::move(expanded);
  }
  return parse_location(*text, user.home);
}

Result<PluginSettings> plugin_of(const MailUserSettings& settings, const UserFields& fields,
                                 const vars::Values& values) {
  PluginSettings plugin;
  for (const auto& [name, text] : settings.plugin) {
    auto expanded = vars::expand(text, values);
    if (!expanded) {
      return Unexpected(base::with_context(std::move(expanded).error(), name));
    }
    plugin[name] = *std::move(expanded);
  }
  for (const auto& [name, value] : fields) {
    const std::string_view bare =
        std::string_view(name).starts_with("plugin/") ? std::string_view(name).substr(7) : name;
    if (bare.starts_with("quota") || bare.starts_with("sieve")) {
      plugin[std::string(bare)] = value;
    }
  }
  return plugin;
}

}  // namespace

Result<MailUser> make_mail_user(const MailUserSettings& settings, const std::string& name,
                                const UserFields& fields) {
  MailUser user;
  user.name = name;
  user.space = settings.space;
  user.values.set_user(name);
  const auto uid = valid_id("uid", field_named(fields, "uid"), settings.mail_uid, settings.first_valid_uid,
                            settings.last_valid_uid);
  const auto gid = valid_id("gid", field_named(fields, "gid"), settings.mail_gid, settings.first_valid_gid,
                            settings.last_valid_gid);
  if (!uid || !gid) {
    return Unexpected(!uid ? uid.error() : gid.error());
  }
  user.uid = *uid;
  user.gid = *gid;
  user.values.set("uid", std::to_string(user.uid));
  user.values.set("gid", std::to_string(user.gid));
  auto home = home_of(settings, fields, user.values);
  if (!home) {
    return Unexpected(std::move(home).error());
  }
  user.home = *std::move(home);
  user.values.set("home", user.home);
  auto location = location_of(settings, fields, user);
  if (!location) {
    return Unexpected(std::move(location).error());
  }
  user.location = *std::move(location);
  auto plugin = plugin_of(settings, fields, user.values);
  if (!plugin) {
    return Unexpected(std::move(plugin).error());
  }
  user.plugin = *std::move(plugin);
  return user;
}

}  // namespace dovetail::maildir
