// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libcommon/base/result.hpp"
#include "libcommon/maildir/location.hpp"
#include "libcommon/maildir/mailbox_name.hpp"
#include "libcommon/vars/expand.hpp"

namespace dovetail::maildir {

using PluginSettings = std::map<std::string, std::string>;  // plugin {}: names without "plugin/"

// What the configuration says about every mail user, %-variables not expanded yet.
struct MailUserSettings {
  std::string mail_location;
  std::string mail_home;
  Namespace space;
  std::optional<uid_t> mail_uid;  // where the user database gives none
  std::optional<gid_t> mail_gid;
  std::uint64_t first_valid_uid = 500;
  std::uint64_t last_valid_uid = 0;  // 0: no limit
  std::uint64_t first_valid_gid = 1;
  std::uint64_t last_valid_gid = 0;
  PluginSettings plugin;
};

// One user's mailbox. A value that may travel to a worker.
struct MailUser {
  std::string name;  // as the user database calls it
  std::string home;  // absolute; "" if there is none
  uid_t uid = 0;
  gid_t gid = 0;
  Location location;
  Namespace space;
  PluginSettings plugin;  // of the configuration, expanded, with the user's own fields laid over
  vars::Table values;     // for settings that are expanded later: user, username, domain, home, uid …
};

// The fields of a userdb answer, in their order. Used: uid gid home mail mail_location, and any that is a
// plugin setting (quota_rule, sieve, …), which replaces the configured one of the same name.
using UserFields = std::vector<std::pair<std::string, std::string>>;

// Everything that is wrong here (no uid, uid not valid, no home where one is needed, a name that would lead
// out of its folder) is our administrator's mistake: the error is never to be shown as "no such user".
base::Result<MailUser> make_mail_user(const MailUserSettings& settings, const std::string& name,
                                      const UserFields& fields);

}  // namespace dovetail::maildir
