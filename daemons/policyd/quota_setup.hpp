// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "libcommon/config/reader.hpp"
#include "libcommon/config/schema.hpp"
#include "libcommon/daemon/application.hpp"
#include "libcommon/maildir/mail_user.hpp"

namespace dovetail::policyd {

enum class QuotaFallback { defer, pass };

// Settings of quota-status outside plugin {}.
struct QuotaStatusSettings {
  std::string recipient_delimiter;
  bool quota_full_tempfail = false;
  QuotaFallback quota_status_fallback = QuotaFallback::defer;
};
const config::Schema<QuotaStatusSettings>& quota_status_schema();

struct QuotaConfig {
  QuotaStatusSettings settings;
  dovetail::maildir::MailUserSettings users;
  std::string auth_socket;
};
using QuotaConfigRef = std::shared_ptr<const QuotaConfig>;

struct QuotaSetup final : daemon::Setup {
  config::Document document;
  QuotaConfigRef config;
};

// Reads the configuration of `--service quota-status`: `service quota-status {}` gives the listeners.
std::unique_ptr<QuotaSetup> read_quota_setup(const daemon::Options& options, config::Findings& findings);
std::string show_quota_setup(const QuotaSetup& setup);

}  // namespace dovetail::policyd
