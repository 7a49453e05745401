// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

namespace dovetail::config {

// Facts about Dovecot 2.3.19, as `doveconf -a` shows them for an empty file: names, and the defaults that a
// `$name` may refer to.
struct DovecotSetting {
  std::string_view name;
  std::string_view fallback;
};
std::span<const DovecotSetting> dovecot_settings();          // those with a default
std::span<const std::string_view> dovecot_empty_settings();  // those whose default is empty

// The keys of a kind of section ("service", "unix_listener", …); empty span: not a section of Dovecot.
std::span<const std::string_view> dovecot_section_keys(std::string_view type);
// Sections that may hold any key: plugin, dict, metric, event_exporter.
bool is_free_section(std::string_view type);
// Names of `service NAME {}` that Dovecot or Pigeonhole have by themselves.
bool is_dovecot_service(std::string_view name);

}  // namespace dovetail::config
