// SPDX-License-Identifier: MIT
#include "lmtp/delivery/sieve_locations.hpp"

#include <string_view>

namespace dovetail::lmtp::delivery {

namespace {

std::string value_of(const dovetail::maildir::PluginSettings& plugin, const std::string& name) {
  const auto found = plugin.find(name);
  return found == plugin.end() ? std::string() : found->second;
}

// sieve_before, sieve_before2, sieve_before3, … up to the first gap.
std::vector<std::string> numbered(const dovetail::maildir::PluginSettings& plugin, const std::string& name) {
  constexpr int kMost = 100;
  std::vector<std::string> values;
  for (int number = 1; number <= kMost; ++number) {
    std::string value = value_of(plugin, number == 1 ? name : name + std::to_string(number));
    if (value.empty()) {
      break;
    }
    values.push_back(std::move(value));
  }
  return values;
}

// As Dovecot reads a yes or no in plugin {}: anything that does not begin like a no.
bool is_off(std::string_view value) {
  return !value.empty() && std::string_view("nN0fF").find(value.front()) != std::string_view::npos;
}

}  // namespace

scripts::Locations sieve_locations(const dovetail::maildir::MailUser& user) {
  scripts::Locations locations;
  locations.enabled = !is_off(value_of(user.plugin, "sieve_enabled"));
  locations.home = user.home;
  locations.personal = value_of(user.plugin, "sieve");
  locations.personal_dir = value_of(user.plugin, "sieve_dir");
  locations.fallback = value_of(user.plugin, "sieve_default");
  if (locations.fallback.empty()) {
    locations.fallback = value_of(user.plugin, "sieve_global_path");
  }
  locations.before = numbered(user.plugin, "sieve_before");
  locations.after = numbered(user.plugin, "sieve_after");
  locations.discard = value_of(user.plugin, "sieve_discard");
  locations.global = value_of(user.plugin, "sieve_global");
  locations.user_log = value_of(user.plugin, "sieve_user_log");
  return locations;
}

}  // namespace dovetail::lmtp::delivery
