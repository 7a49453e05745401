// SPDX-License-Identifier: MIT
#include "libcommon/config/common_settings.hpp"

#include "libcommon/config/listeners.hpp"
#include "libcommon/config/typed.hpp"

namespace dovetail::config {
namespace {

using S = CommonSettings;

void add_places(Schema<S>& s) {
  s.text("base_dir", &S::base_dir, "/run/dovetail",
         "Folder that relative socket names are below; /run/dovecot where a dovecot.conf sets none.");
  s.text("queue_directory", &S::queue_directory, "/var/spool/postfix",
         "Postfix's queue directory: what $queue_directory in the name of a listener stands for.");
  s.text("instance_name", &S::instance_name, "dovecot", "Name of this instance in the log.");
  s.text("auth_socket_path", &S::auth_socket_path, "auth-userdb",
         "Socket for user lookups, of dovetail-authd or of Dovecot's auth: a path, relative to base_dir, or "
         "host:port.");
  s.words("listen", &S::listen, "*, ::", "Addresses of inet listeners that name none.");
}

void add_log(Schema<S>& s) {
  s.text("log_path", &S::log_path, "auto",
         "auto (the journal or stderr under systemd, else syslog), syslog, /dev/stderr or a file.");
  s.text("info_log_path", &S::info_log_path, "", "Where ordinary lines go; empty: as log_path.");
  s.text("debug_log_path", &S::debug_log_path, "", "Where debug lines go; empty: as info_log_path.");
  s.text("log_timestamp", &S::log_timestamp, "%b %d %H:%M:%S ",
         "Start of a line in a log file, strftime(3).");
  s.text("log_ident", &S::log_ident, "",
         "Name that log lines begin with; empty: that of the replaced program, so that log readers go on "
         "working.");
  s.text("syslog_facility", &S::syslog_facility, "mail", "syslog(3)'s facility.");
  s.boolean("mail_debug", &S::mail_debug, "no", "Log the steps of deliveries.");
  s.boolean("auth_debug", &S::auth_debug, "no", "Log the steps of authentication.");
}

void add_identity(Schema<S>& s) {
  s.text("default_internal_user", &S::default_internal_user, "dovecot",
         "User to become when started as root and nothing else is set; name or number.");
  s.text("default_internal_group", &S::default_internal_group, "dovecot",
         "For `group = $default_internal_group` of listeners; a daemon takes its user's own group.");
  s.text("mail_uid", &S::mail_uid, "", "User that owns the mail; empty: the userdb says so.");
  s.text("mail_gid", &S::mail_gid, "", "Group that owns the mail.");
  s.number("first_valid_uid", &S::first_valid_uid, "500", "Lowest uid that a userdb may answer.");
  s.number("last_valid_uid", &S::last_valid_uid, "0", "Highest uid that a userdb may answer; 0: no limit.");
  s.number("first_valid_gid", &S::first_valid_gid, "1", "Lowest gid that a userdb may answer.");
  s.number("last_valid_gid", &S::last_valid_gid, "0", "Highest gid that a userdb may answer; 0: no limit.");
}

void add_operation(Schema<S>& s) {
  s.time("shutdown_timeout", &S::shutdown_timeout, "30 s", "Time to finish what is in work after SIGTERM.");
  s.text("admin_socket", &S::admin_socket, "%{name}.admin",
         "Socket for status, metrics and commands; %{name} is the daemon's name; relative to /run/dovetail, "
         "where its unit has it; empty: none.");
  s.text("admin_socket_group", &S::admin_socket_group, "", "Group that may use it; empty: the daemon's own.");
  s.text("metrics_listener", &S::metrics_listener, "", "host:port that offers /metrics alone; empty: none.");
  s.words("dovetail_ignore", &S::dovetail_ignore, "",
          "Names of unsupported features to go on without; `dovetail config check` says which.");
}

}  // namespace

const Schema<CommonSettings>& common_schema() {
  static const Schema<S> schema = [] {
    Schema<S> s("common to all daemons");
    add_places(s);
    add_log(s);
    add_identity(s);
    add_operation(s);
    return s;
  }();
  return schema;
}

CommonSettings read_common(const Document& document, const Section& view, Findings& findings) {
  CommonSettings out = common_schema().read(view, findings);
  const ListenerRules rules = listener_rules(document, view);
  out.base_dir = rules.base_dir;
  if (!out.admin_socket.empty() && !out.admin_socket.starts_with('/')) {
    out.admin_socket.insert(0, "/run/dovetail/");
  }
  return out;
}

std::string auth_socket(const CommonSettings& common) {
  const std::string& path = common.auth_socket_path;
  const auto colon = path.rfind(':');
  const bool inet = colon != std::string::npos && colon > 0 && parse_port(path.substr(colon + 1)).has_value();
  return path.starts_with('/') || inet ? path : common.base_dir + "/" + path;
}

}  // namespace dovetail::config
