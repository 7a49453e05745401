// SPDX-License-Identifier: MIT
#include "libcommon/daemon/configuration.hpp"

#include "libcommon/config/show.hpp"
#include "libcommon/config/source.hpp"

namespace dovetail::daemon {

namespace {

// Without one owner of all mail it keeps the capabilities to act as each.
void run_as_mail_user(const config::CommonSettings& common, FrameSettings& frame) {
  const bool one_owner = !common.mail_uid.empty();
  frame.user = one_owner ? common.mail_uid : common.default_internal_user;
  frame.group = one_owner ? common.mail_gid : std::string();
  frame.keep_set_id_caps = !one_owner;
}

void read_frame(const Configuration& file, const Service& service, FrameSettings& frame,
                config::Findings& findings) {
  const std::string& instance = file.common.instance_name;
  const std::string dovecots = instance.empty() ? "dovecot" : instance;
  frame = frame_settings(file.common, service.program, *service.ident == 0 ? dovecots : service.ident);
  frame.log.as_dovecot = *service.ident == 0 && file.common.log_ident.empty();
  frame.listeners = config::listeners(file.document, file.view, service.name,
                                      {file.common.base_dir, file.common.queue_directory}, findings);
  const auto section = config::service_settings(file.view, service.name, findings);
  frame.client_limit = section.client_limit;
  if (service.runs_as == Service::RunsAs::mail_user) {
    return run_as_mail_user(file.common, frame);
  }
  frame.user = service_user(section, file.common);
  frame.group = section.group;  // empty: the group of the user, which need not be an account
}

}  // namespace

Configuration open_configuration(const std::string& path, const Service& service,
                                 std::vector<const config::SchemaBase*> schemas, Setup& setup,
                                 config::Findings& findings) {
  return open_configuration(path, service, std::move(schemas), setup, config::DiskSource(), findings);
}

Configuration open_configuration(const std::string& path, const Service& service,
                                 std::vector<const config::SchemaBase*> schemas, Setup& setup,
                                 const config::FileSource& files, config::Findings& findings) {
  schemas.insert(schemas.begin(), &config::common_schema());
  Configuration file;
  file.document = config::load(path, files, findings);
  config::FilterContext context;
  context.protocol = service.protocol;
  file.view = config::resolve(file.document, context);
  file.common = config::read_common(file.document, file.view, findings);
  config::check_names(file.document, schemas, findings);
  config::check_unsupported(file.view, service.concerns, findings);
  read_frame(file, service, setup.frame, findings);
  setup.shown = config::show(file.document, schemas, config::ShowWhat::not_default);
  return file;
}

std::string service_user(const config::ServiceSettings& service, const config::CommonSettings& common) {
  const bool own = !service.user.empty() && service.user != "root" && service.user != "0";
  return own ? service.user : common.default_internal_user;
}

}  // namespace dovetail::daemon
