// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "libcommon/config/declarations.hpp"
#include "libcommon/config/schema.hpp"

namespace dovetail::sasl {

// What authentication is configured with: Dovecot's names and defaults, and a few of our own.
struct Settings {
  std::vector<std::string> mechanisms;
  std::string realms, default_realm;
  std::string username_chars, username_translation, username_format;
  std::string master_user_separator;
  std::string anonymous_username;
  std::chrono::seconds failure_delay{};
  std::chrono::seconds max_delay{};  // penalty and failure_delay together, for one request
  std::uint64_t cache_size = 0;
  std::chrono::seconds cache_ttl{}, cache_negative_ttl{};
  bool cache_verify_with_worker = false;  // always so here; kept for the file's sake
  bool verbose = false;
  bool debug_passwords = false;
  std::string verbose_passwords;
  bool ssl_require_client_cert = false;
  bool ssl_username_from_cert = false;
  std::uint64_t worker_max_count = 0;
  std::uint64_t hash_threads = 0;  // 0: one for each core
  bool login_memory = true;        // confirm a repeated login without the slow hash
  std::string last_login_query;
  std::string last_login_database;  // a file with driver and connect, as dovecot-sql.conf.ext
};
const config::Schema<Settings>& settings_schema();

// One passdb {} or userdb {} section.
struct DatabaseSettings {
  std::string driver, args, name;
  std::string default_fields, override_fields;
  bool deny = false, master = false, pass = false;
  std::string skip;
  std::string result_success, result_failure, result_internalfail;
  std::string mechanisms;
  std::string username_filter;
  std::string auth_verbose;
};
const config::Schema<DatabaseSettings>& passdb_schema();
const config::Schema<DatabaseSettings>& userdb_schema();

// The options of a listener of service auth (read by listener_kind.hpp and the login service), for manual and
// sample; `section` is unix_listener or inet_listener.
config::Declarations listener_declarations(const char* section);

}  // namespace dovetail::sasl
