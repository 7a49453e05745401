// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "libcommon/daemon/application.hpp"
#include "libcommon/maildir/mail_user.hpp"
#include "policy/quota_status/settings.hpp"

namespace dovetail::policyd {

struct QuotaConfig {
  policy::quota_status::Settings settings;
  dovetail::maildir::MailUserSettings users;
  std::string auth_socket;
};
using QuotaConfigRef = std::shared_ptr<const QuotaConfig>;

struct QuotaSetup final : daemon::Setup {
  QuotaConfigRef config;
};

// Reads the configuration of `--service quota-status`: `service quota-status {}` gives the listeners.
std::unique_ptr<QuotaSetup> read_quota_setup(const daemon::Options& options, config::Findings& findings);

}  // namespace dovetail::policyd
