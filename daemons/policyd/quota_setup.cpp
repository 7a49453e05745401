// SPDX-License-Identifier: MIT
#include "daemons/policyd/quota_setup.hpp"

#include "libcommon/daemon/configuration.hpp"
#include "libcommon/maildir/mail_settings.hpp"

namespace dovetail::policyd {

std::unique_ptr<QuotaSetup> read_quota_setup(const daemon::Options& options, config::Findings& findings) {
  auto setup = std::make_unique<QuotaSetup>();
  const daemon::Service service{.name = "quota-status",
                                .protocol = "quota-status",
                                .program = "quota-status",
                                .ident = "",
                                .runs_as = daemon::Service::RunsAs::mail_user,
                                .concerns = {.quota = true}};
  const auto file = daemon::open_configuration(
      options.config_file, service, {&policy::quota_status::settings_schema(), &maildir::mail_schema()},
      *setup, findings);
  auto config = std::make_shared<QuotaConfig>();
  config->settings = policy::quota_status::settings_schema().read(file.view, findings);
  const auto mail = maildir::mail_schema().read(file.view, findings);
  config->users = maildir::read_mail_users(file.view, file.common, mail, findings);
  config->auth_socket = config::auth_socket(file.common);
  setup->config = std::move(config);
  return setup;
}

}  // namespace dovetail::policyd
