// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "libcommon/config/filter.hpp"
#include "libcommon/config/findings.hpp"
#include "libcommon/daemon/application.hpp"
#include "libcommon/maildir/mail_user.hpp"
#include "lmtp/delivery/means.hpp"
#include "lmtp/delivery/settings.hpp"
#include "lmtp/scripts/script_cache.hpp"

namespace dovetail::lmtpd {

using lmtp::delivery::Fsync;
using lmtp::delivery::LmtpSettings;
using lmtp::delivery::settings_schema;
using lmtp::delivery::ShownAddress;

// A configuration that holds for a transaction from its first command to its last reply.
struct Config {
  LmtpSettings settings;
  std::string hostname;  // never empty
  dovetail::maildir::MailUserSettings users;
  lmtp::delivery::Policy policy;
  std::vector<config::Network> trusted;
  std::string auth_socket;                              // absolute, or host:port
  std::unique_ptr<lmtp::scripts::ScriptCache> scripts;  // locks itself; policy points to it
};
using ConfigRef = std::shared_ptr<const Config>;

struct LmtpdSetup final : daemon::Setup {
  ConfigRef config;
  std::string state_dir;
  bool sendmail_written = false;  // sendmail_path stands in the file
};

// Reads the configuration; every problem is a finding.
std::unique_ptr<LmtpdSetup> read_setup(const daemon::Options& options, config::Findings& findings);

}  // namespace dovetail::lmtpd
