// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

namespace dovetail::config {

// The suite's own top-level settings, those that Dovecot does not have, over all daemons: each daemon reads a
// file that also holds the others' settings, and must tell them from typing mistakes. A test of the
// `dovetail` command compares this list with the declared tables.
std::span<const std::string_view> suite_settings();
// Keys of our own in sections, as "section/key": "unix_listener/tempfail", "table/file".
std::span<const std::string_view> suite_section_keys();
// Names of `service NAME {}` that a daemon of ours reads: policy, auth, lmtp, …
bool is_suite_service(std::string_view name);
// Keys of plugin {} that the suite reads (without trailing numbers: quota_rule stands for quota_rule2 too),
// and those that Pigeonhole and the quota plugin know.
std::span<const std::string_view> suite_plugin_settings();

}  // namespace dovetail::config
