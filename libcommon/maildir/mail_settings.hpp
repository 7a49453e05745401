// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libcommon/config/common_settings.hpp"
#include "libcommon/config/schema.hpp"
#include "libcommon/maildir/mail_user.hpp"

namespace dovetail::maildir {

// What the daemons that work on mailboxes (lmtpd, quota-status) read alike.
struct MailSettings {
  std::string mail_location;
  std::string mail_home;
  std::vector<std::string> mail_plugins;

  bool has_plugin(std::string_view name) const;
};
const config::Schema<MailSettings>& mail_schema();

// The settings of mail users from a view: ids, namespace of INBOX, plugin {} with its `<file` values read.
// Problems are findings.
MailUserSettings read_mail_users(const config::Section& view, const config::CommonSettings& common,
                                 const MailSettings& mail, config::Findings& findings);

// The namespace section that holds INBOX (`inbox = yes`, else the first); null where none is written.
const config::Section* inbox_namespace(const config::Section& view);

}  // namespace dovetail::maildir
