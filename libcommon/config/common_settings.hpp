// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "libcommon/config/reader.hpp"
#include "libcommon/config/schema.hpp"

namespace dovetail::config {

// What every daemon of the suite reads. Names and defaults are Dovecot's where it has the setting.
struct CommonSettings {
  std::string base_dir;         // default by flavour: see listener_rules()
  std::string queue_directory;  // Postfix's
  std::string log_path;         // auto, syslog, /dev/stderr or a file
  std::string info_log_path;    // "" = log_path
  std::string debug_log_path;   // "" = info_log_path
  std::string log_timestamp;    // strftime(3), for files
  std::string log_ident;        // "" = the daemon's own default
  std::string syslog_facility;  // mail
  std::string instance_name;
  std::string default_internal_user;
  std::string default_internal_group;
  std::string mail_uid;  // name or number, "" = not set
  std::string mail_gid;
  std::uint64_t first_valid_uid = 0;
  std::uint64_t last_valid_uid = 0;  // 0 = no limit
  std::uint64_t first_valid_gid = 0;
  std::uint64_t last_valid_gid = 0;
  std::vector<std::string> listen;  // addresses of inet listeners without `address`
  std::string auth_socket_path;     // as written: see auth_socket()
  std::chrono::milliseconds shutdown_timeout{};
  std::string admin_socket;  // "" = off; absolute after read_common(); %{name}: the daemon's name
  std::string admin_socket_group;
  std::string metrics_listener;  // "127.0.0.1:9900", "" = off
  std::vector<std::string> dovetail_ignore;
  bool mail_debug = false;
  bool auth_debug = false;
};

const Schema<CommonSettings>& common_schema();

// The common settings of a view, with the base_dir that fits the file's flavour. A relative admin socket is
// below /run/dovetail whatever the base_dir: the units have theirs there, and Dovecot's base_dir is root's.
CommonSettings read_common(const Document& document, const Section& view, Findings& findings);

// The socket for user lookups: an absolute path, or "host:port" as written.
std::string auth_socket(const CommonSettings& common);

}  // namespace dovetail::config
