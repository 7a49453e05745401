// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include <sys/types.h>

namespace dovetail::daemon {

// Where log lines go, by the names of Dovecot's settings.
struct LogSettings {
  std::string ident;                          // log_ident: "dovecot", "postgrey", "dovetail-tabled"
  bool as_dovecot = false;  // lines as Dovecot writes them, whatever its instance is called
  std::string log_path = "auto";              // "auto", "syslog", "/dev/stderr" or "stderr", or a file
  std::string info_log_path;                  // notice and info; "" as log_path
  std::string debug_log_path;                 // debug; "" as info_log_path
  std::string syslog_facility = "mail";
  std::string log_timestamp = "%b %d %H:%M:%S ";  // strftime(3), for files only
  std::optional<uid_t> owner;                 // of a log file that is made by root
  bool debug = false;                         // mail_debug, auth_debug: are debug lines wanted
};
// "auto": stderr with <N> priorities when it is the journal, stderr without when it is a terminal, else syslog.

}  // namespace dovetail::daemon
