// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

namespace dovetail::config {

// The names that are declared anywhere in the suite: each daemon reads a file that also holds the others'
// settings, and must tell them from typing mistakes. suite_tables.cpp holds them, written by
// packaging/scripts/update_generated.sh; a test compares.
// Top-level settings that Dovecot does not have.
std::span<const std::string_view> suite_settings();
// Keys in sections, as "section/key": "unix_listener/tempfail", "table/file".
std::span<const std::string_view> suite_section_keys();
// Names of `service NAME {}` that a daemon of ours reads: policy, auth, lmtp, …
bool is_suite_service(std::string_view name);
std::span<const std::string_view> suite_services();
// Keys of plugin {} (without trailing numbers: quota_rule stands for quota_rule2 too).
std::span<const std::string_view> suite_plugin_settings();

}  // namespace dovetail::config
