// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace dovetail::lmtp::sieve {

// What an administrator decides about running scripts; the names in comments are those of Dovecot's plugin
// section. Immutable while scripts run; may be shared between threads.
struct Settings {
  std::size_t max_actions = 32;                    // sieve_max_actions, 0: no limit
  std::size_t max_redirects = 4;                   // sieve_max_redirects, 0: redirect is forbidden
  std::chrono::milliseconds max_cpu_time{30'000};  // sieve_max_cpu_time, 0: no limit
  std::string recipient_delimiter = "+";           // a set of characters
  std::size_t max_variables = 255;                 // sieve_variables_max_scope_size
  std::size_t max_variable_size = 4096;            // sieve_variables_max_variable_size, octets
  std::string hostname;                            // environment "host"
  std::string domain;                              // environment "domain"
  std::string implementation = "Dovetail Sieve";
  std::string version;
  std::map<std::string, std::string> environment;  // sieve_env_NAME
  std::map<std::string, std::string> plugin;       // every other sieve_… setting, for extensions
};

}  // namespace dovetail::lmtp::sieve
