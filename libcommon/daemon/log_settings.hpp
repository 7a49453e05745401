// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace dovetail::daemon {

// Where log lines go, by the names of Dovecot's settings.
struct LogSettings {
  std::string ident;                          // log_ident: "dovecot", "postgrey", "dovetail-tabled"
  std::string log_path = "auto";              // "auto", "syslog", "/dev/stderr" or "stderr", or a file
  std::string info_log_path;                  // notice and info; "" as log_path
  std::string debug_log_path;                 // debug; "" as info_log_path
  std::string syslog_facility = "mail";
  std::string log_timestamp = "%b %d %H:%M:%S ";  // strftime(3), for files only
  bool debug = false;                         // mail_debug, auth_debug: are debug lines wanted
};
// "auto": stderr with <N> priorities when $JOURNAL_STREAM is set, stderr without when it is a terminal or
// `--log-stderr` was asked for, else syslog.

}  // namespace dovetail::daemon
