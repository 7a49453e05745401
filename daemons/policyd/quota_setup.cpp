// SPDX-License-Identifier: MIT
#include "daemons/policyd/quota_setup.hpp"

#include "libcommon/config/common_settings.hpp"
#include "libcommon/config/foreign.hpp"
#include "libcommon/config/load.hpp"
#include "libcommon/config/show.hpp"
#include "libcommon/config/source.hpp"
#include "libcommon/maildir/mail_settings.hpp"

namespace dovetail::policyd {

namespace {

std::vector<const config::SchemaBase*> schemas() {
  return {&config::common_schema(), &policy::quota_status::settings_schema(), &maildir::mail_schema()};
}

}  // namespace

std::unique_ptr<QuotaSetup> read_quota_setup(const daemon::Options& options, config::Findings& findings) {
  auto setup = std::make_unique<QuotaSetup>();
  setup->document = config::load(options.config_file, config::DiskSource(), findings);
  config::FilterContext context;
  context.protocol = "quota-status";
  const config::Section view = config::resolve(setup->document, context);
  const config::CommonSettings common = config::read_common(setup->document, view, findings);
  auto config = std::make_shared<QuotaConfig>();
  config->settings = policy::quota_status::settings_schema().read(view, findings);
  const auto mail = maildir::mail_schema().read(view, findings);
  config::check_names(setup->document, schemas(), findings);
  config::Concerns concerns;
  concerns.quota = true;
  config::check_unsupported(view, concerns, findings);
  config->users = maildir::read_mail_users(view, common, mail, findings);
  const std::string& socket = common.auth_socket_path;
  config->auth_socket =
      socket.starts_with('/') || socket.find(':') != std::string::npos ? socket : common.base_dir + "/" + socket;

  setup->frame = daemon::frame_settings(common, "quota-status", "dovecot");
  setup->frame.listeners = config::listeners(setup->document, view, "quota-status",
                                             config::listener_rules(setup->document, view), findings);
  if (!common.mail_uid.empty()) {
    setup->frame.user = common.mail_uid;
    setup->frame.group = common.mail_gid;
  } else {
    setup->frame.user = common.default_internal_user;
    setup->frame.keep_set_id_caps = true;
  }
  setup->config = std::move(config);
  return setup;
}

std::string show_quota_setup(const QuotaSetup& setup) {
  return config::show(setup.document, schemas(), config::ShowWhat::not_default);
}

}  // namespace dovetail::policyd
