// SPDX-License-Identifier: MIT
#include "libcommon/config/known_names.hpp"

#include <algorithm>
#include <array>

#include "libcommon/base/text.hpp"
#include "libcommon/config/dovecot_names.hpp"
#include "libcommon/config/edit_distance.hpp"
#include "libcommon/config/suite_names.hpp"

namespace dovetail::config {
namespace {

constexpr std::string_view kPluginPrefix = "plugin/";

// plugin {} settings of Dovecot's other plugins, by their prefix.
constexpr std::array<std::string_view, 22> kPluginFamilies = {
    "acl",         "antispam",   "autocreate", "autosubscribe", "expire",     "fs_",
    "fts",         "imapsieve_", "last_login", "lazy_expunge",  "listescape", "mail_crypt",
    "mail_filter", "mail_log",   "mail_lua",   "mail_replica",  "notify",     "push_notification",
    "stats",       "trash",      "virtual",    "zlib"};

bool holds(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string_view without_number(std::string_view key) {
  while (!key.empty() && base::is_digit(key.back())) {
    key.remove_suffix(1);
  }
  return key;
}

// Names that are one mistake per four letters apart may be meant.
bool is_near(std::size_t distance, std::string_view name) {
  return distance <= std::max<std::size_t>(1, name.size() / 4);
}

std::string nearest_of(std::vector<std::string> names, std::string_view key) {
  std::string best;
  std::size_t best_distance = key.size();
  for (std::string& name : names) {
    const std::size_t distance = edit_distance(key, name);
    if (distance < best_distance || (distance == best_distance && !best.empty() && name < best)) {
      best_distance = distance;
      best = std::move(name);
    }
  }
  return is_near(best_distance, key) ? best : std::string();
}

}  // namespace

Known KnownNames::plugin(std::string_view key) const {
  for (const std::string_view form : {key, without_number(key)}) {
    const std::string path = std::string(kPluginPrefix) + std::string(form);
    for (const SchemaBase* schema : schemas_) {
      if (schema->section_type().empty() && schema->find(path) != nullptr) {
        return Known::used;
      }
    }
    if (holds(suite_plugin_settings(), form)) {
      return Known::suite;
    }
  }
  const auto theirs = dovecot_section_keys("plugin");
  const bool family = holds(theirs, key) || holds(theirs, without_number(key)) ||
                      std::any_of(kPluginFamilies.begin(), kPluginFamilies.end(),
                                  [&](std::string_view prefix) { return key.starts_with(prefix); });
  return family ? Known::dovecot : Known::unknown;
}

Known KnownNames::setting(std::string_view section_type, std::string_view key) const {
  if (section_type == "plugin") {
    return plugin(key);
  }
  for (const SchemaBase* schema : schemas_) {
    if (schema->section_type() == section_type && schema->find(key) != nullptr) {
      return Known::used;
    }
  }
  if (section_type.empty()) {
    const auto is_it = [&](const DovecotSetting& s) { return s.name == key; };
    const auto theirs = dovecot_settings();
    if (holds(suite_settings(), key)) {
      return Known::suite;
    }
    return holds(dovecot_empty_settings(), key) || std::any_of(theirs.begin(), theirs.end(), is_it)
               ? Known::dovecot
               : Known::unknown;
  }
  if (holds(suite_section_keys(), std::string(section_type) + "/" + std::string(key))) {
    return Known::suite;
  }
  return is_free_section(section_type) || holds(dovecot_section_keys(section_type), key) ? Known::dovecot
                                                                                         : Known::unknown;
}

Known KnownNames::section(std::string_view type) const {
  const auto declares = [&](const SchemaBase* schema) { return schema->section_type() == type; };
  if (std::any_of(schemas_.begin(), schemas_.end(), declares)) {
    return Known::used;
  }
  return is_filter(type) || is_free_section(type) || !dovecot_section_keys(type).empty() ? Known::dovecot
         : type == "table"                                                               ? Known::suite
                                                                                         : Known::unknown;
}

std::vector<std::string> KnownNames::names(std::string_view section_type) const {
  std::vector<std::string> out;
  for (const SchemaBase* schema : schemas_) {
    for (const auto* declared : schema->declared()) {
      const bool inside_plugin = declared->name.starts_with(kPluginPrefix) && schema->section_type().empty();
      if (section_type == "plugin" && inside_plugin) {
        out.push_back(declared->name.substr(kPluginPrefix.size()));
      } else if (schema->section_type() == section_type && !inside_plugin) {
        out.push_back(declared->name);
      }
    }
  }
  const auto more = [&](std::span<const std::string_view> list) {
    out.insert(out.end(), list.begin(), list.end());
  };
  if (section_type == "plugin") {
    more(suite_plugin_settings());
    more(dovecot_section_keys(section_type));
  } else if (section_type.empty()) {
    more(suite_settings());
    more(dovecot_empty_settings());
    for (const DovecotSetting& setting : dovecot_settings()) {
      out.emplace_back(setting.name);
    }
  } else {
    more(dovecot_section_keys(section_type));
    const std::string prefix = std::string(section_type) + "/";
    for (const std::string_view path : suite_section_keys()) {
      if (path.starts_with(prefix)) {
        out.emplace_back(path.substr(prefix.size()));
      }
    }
  }
  return out;
}

std::string KnownNames::nearest(std::string_view section_type, std::string_view key) const {
  return nearest_of(names(section_type), key);
}

std::string KnownNames::nearest_service(std::string_view name) {
  const auto all = suite_services();
  return nearest_of({all.begin(), all.end()}, name);
}

}  // namespace dovetail::config
