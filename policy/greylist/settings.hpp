// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "libcommon/config/schema.hpp"

namespace dovetail::policy::greylist {

enum class Fallback { pass, defer };

// What an administrator may say about greylisting: by greylist_* settings, or by Postgrey's options, which
// set the same members (postgrey_options.hpp).
struct Settings {
  std::chrono::seconds delay{300};
  std::chrono::seconds retry_window{std::chrono::hours(48)};
  std::chrono::seconds max_age{std::chrono::hours(24 * 35)};
  std::string action = "DEFER_IF_PERMIT";
  std::string text = "Greylisted, see http://postgrey.schweikert.ch/help/%r.html";
  std::string header = "X-Greylist: delayed %t seconds by postgrey-%v at %h; %d";
  std::string hostname;  // for %h; empty: the system's
  bool lookup_by_host = false;
  unsigned ipv4_prefix = 24;
  unsigned ipv6_prefix = 64;
  std::int64_t awl_threshold = 5;  // 0: no auto-whitelist
  unsigned awl_ipv4_prefix = 32;
  unsigned awl_ipv6_prefix = 128;
  bool privacy = false;
  bool exim = false;
  bool quiet = false;    // no line for each decision
  bool verbose = false;  // a line for each connection
  std::vector<std::string> client_lists;
  std::vector<std::string> recipient_lists;
  std::vector<std::string> sender_lists;
  std::vector<std::string> never_awl_lists;
  std::string database;  // path of the SQLite file, or words "host=… dbname=… user=…" for MariaDB
  config::LateValue database_password;
  Fallback fallback = Fallback::pass;
  std::chrono::milliseconds time_limit{2000};
};

const config::Schema<Settings>& settings_schema();

// Defaults of the installation (DOVETAIL_POSTGREY_DEFAULTS): where Postgrey of that system looks.
struct InstalledDefaults {
  std::vector<std::string> client_lists;
  std::vector<std::string> recipient_lists;
  std::string user;
  std::string group;
  std::string dbdir;
};
const InstalledDefaults& installed_defaults();

// The lists that come with us (packaging/greylist) and the administrator's beside them, which may be missing.
struct OwnLists {
  std::vector<std::string> clients;
  std::vector<std::string> recipients;
};
const OwnLists& own_lists();

}  // namespace dovetail::policy::greylist
