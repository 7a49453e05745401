// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcommon/base/result.hpp"
#include "libcommon/base/unique_function.hpp"
#include "libcommon/config/declarations.hpp"
#include "libcommon/maildir/mail_user.hpp"
#include "libcommon/quota/rules.hpp"

namespace dovetail::quota {

enum class Driver {
  maildir,  // maildirsize, file sizes
  dirsize,  // summed at every question, file sizes
  count,    // summed at every question, sizes with CRLF line ends, as Dovecot's index-based driver counts
  fs,       // the file system decides: nothing to ask, EDQUOT while writing is the answer
};

// One `quota`, `quota2`, … of Dovecot 2.3:
// "<driver>:<name>[:noenforcing][:hidden][:ignoreunlimited][:ns=<prefix>]".
struct Root {
  Driver driver = Driver::maildir;
  std::string name;
  std::string prefix;  // ns=: the root counts only mailboxes of this namespace
  bool enforced = true;
  bool hidden = false;  // from IMAP's GETQUOTA; without effect on deliveries
  Rules rules;
  Grace grace;
};

struct Settings {
  std::vector<Root> roots;         // empty: the user has no quota
  std::int64_t max_mail_size = 0;  // bytes; 0: no limit of its own
  std::string exceeded_message = "Quota exceeded (mailbox for user is full)";
};

inline constexpr std::string_view kMailTooLarge =
    "Mail size is larger than the maximum size allowed by server configuration";

// Reads the settings of one user. `value` answers with a plugin setting after %-expansion and after the user
// database's own fields, nothing where it is not set. Errors are permanent: unknown driver, bad rule, bad
// size.
using SettingValue = base::UniqueFunction<std::optional<std::string>(const std::string& name)>;
base::Result<Settings> read_settings(SettingValue& value);

// The same from a user's plugin settings.
base::Result<Settings> read_settings(const maildir::PluginSettings& plugin);

// The names that read_settings() asks for, for manual and sample.
const config::Declarations& plugin_declarations();

}  // namespace dovetail::quota
