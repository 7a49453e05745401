// SPDX-License-Identifier: MIT
#include "libcommon/daemon/frame_settings.hpp"

#include "libcommon/base/text.hpp"

namespace dovetail::daemon {

FrameSettings frame_settings(const config::CommonSettings& common, const std::string& name,
                             const std::string& default_ident) {
  FrameSettings settings;
  settings.admin_socket = base::replaced_all(common.admin_socket, "%{name}", name);
  settings.admin_socket_group = common.admin_socket_group;
  settings.metrics_listener = common.metrics_listener;
  settings.shutdown_timeout = common.shutdown_timeout;
  settings.log.ident = common.log_ident.empty() ? default_ident : common.log_ident;
  settings.log.log_path = common.log_path;
  settings.log.info_log_path = common.info_log_path;
  settings.log.debug_log_path = common.debug_log_path;
  settings.log.syslog_facility = common.syslog_facility;
  settings.log.log_timestamp = common.log_timestamp;
  settings.log.debug = common.mail_debug || common.auth_debug;
  return settings;
}

}  // namespace dovetail::daemon
