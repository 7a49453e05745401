// SPDX-License-Identifier: MIT
#include "libcommon/config/suite_names.hpp"

#include <algorithm>

namespace dovetail::config {
namespace {

// Tables of words, filled line by line.
// clang-format off
constexpr std::string_view kSettings[] = {
    "admin_socket", "admin_socket_group", "auth_hash_threads", "auth_login_memory", "auth_max_delay",
    "dovetail_ignore", "greylist_action", "greylist_auto_whitelist_clients",
    "greylist_auto_whitelist_ipv4_prefix", "greylist_auto_whitelist_ipv6_prefix", "greylist_database",
    "greylist_database_password", "greylist_delay", "greylist_exim", "greylist_fallback", "greylist_header",
    "greylist_hostname", "greylist_ipv4_prefix", "greylist_ipv6_prefix", "greylist_lookup_by_host",
    "greylist_max_age", "greylist_never_auto_whitelist", "greylist_privacy", "greylist_quiet",
    "greylist_retry_window", "greylist_text", "greylist_verbose", "greylist_whitelist_clients",
    "greylist_whitelist_recipients", "greylist_whitelist_senders", "last_login_database", "last_login_query",
    "lmtp_dedup_period", "lmtp_disk_threads", "lmtp_max_message_size", "lmtp_state_dir", "log_format",
    "log_ident", "metrics_listener", "policy_time_limit", "queue_directory", "quota_status_fallback",
    "quota_status_overquota", "shutdown_timeout", "submission_timeout", "tables_cache_entries",
    "tables_cache_size", "tables_connect", "tables_dir", "tables_idle_limit", "tables_local_domains",
    "tables_negative_ttl", "tables_pool_size", "tables_positive_ttl", "tables_stale_on_error",
    "tables_time_limit"};

constexpr std::string_view kSectionKeys[] = {
    "inet_listener/address", "inet_listener/allow_tcp", "inet_listener/allow_users",
    "inet_listener/handshake", "inet_listener/haproxy", "inet_listener/name", "inet_listener/port",
    "inet_listener/reuse_port", "inet_listener/ssl", "inet_listener/table", "inet_listener/tables",
    "inet_listener/tempfail", "inet_listener/type", "service/client_limit", "service/group", "service/user",
    "table/connect", "table/dot_parents", "table/fold", "table/keys", "table/negative_ttl",
    "table/positive_ttl", "table/propagate_extension", "table/secret", "table/source", "table/stale_on_error",
    "unix_listener/allow_tcp", "unix_listener/allow_users", "unix_listener/group", "unix_listener/handshake",
    "unix_listener/mode", "unix_listener/path", "unix_listener/table", "unix_listener/tables",
    "unix_listener/tempfail", "unix_listener/type", "unix_listener/user", "userdb/username_filter"};

constexpr std::string_view kPluginSettings[] = {
    "quota", "quota_exceeded_message", "quota_grace", "quota_max_mail_size", "quota_over_flag",
    "quota_over_flag_lazy_check", "quota_over_flag_value", "quota_over_script", "quota_rule",
    "quota_set", "quota_status_nouser", "quota_status_overquota", "quota_status_success",
    "quota_status_toolarge", "quota_vsizes", "quota_warning", "recipient_delimiter", "sieve", "sieve_after",
    "sieve_before", "sieve_default", "sieve_default_name", "sieve_dir", "sieve_discard",
    "sieve_duplicate_default_period", "sieve_duplicate_max_period", "sieve_editheader_forbid_add",
    "sieve_editheader_forbid_delete", "sieve_editheader_max_header_size", "sieve_editheader_protected",
    "sieve_enabled", "sieve_execute_bin_dir", "sieve_execute_exec_timeout", "sieve_execute_input_eol",
    "sieve_execute_socket_dir", "sieve_extensions", "sieve_filter_bin_dir", "sieve_filter_exec_timeout",
    "sieve_filter_input_eol", "sieve_filter_socket_dir", "sieve_global", "sieve_global_dir",
    "sieve_global_extensions", "sieve_global_path", "sieve_implicit_extensions", "sieve_include_max_includes",
    "sieve_include_max_nesting_depth", "sieve_max_actions", "sieve_max_cpu_time", "sieve_max_redirects",
    "sieve_max_script_size", "sieve_notify_mailto_envelope_from", "sieve_pipe_bin_dir",
    "sieve_pipe_exec_timeout", "sieve_pipe_input_eol", "sieve_pipe_socket_dir", "sieve_plugins",
    "sieve_quota_max_scripts", "sieve_quota_max_storage", "sieve_redirect_duplicate_period",
    "sieve_redirect_envelope_from", "sieve_report_from", "sieve_resource_usage_timeout",
    "sieve_spamtest_max_header", "sieve_spamtest_max_value", "sieve_spamtest_status_header",
    "sieve_spamtest_status_type", "sieve_spamtest_text_value", "sieve_storage", "sieve_subaddress_sep",
    "sieve_trace_addresses", "sieve_trace_debug", "sieve_trace_dir", "sieve_trace_level", "sieve_user_email",
    "sieve_user_log", "sieve_vacation_default_period", "sieve_vacation_default_subject",
    "sieve_vacation_default_subject_template", "sieve_vacation_dont_check_recipient",
    "sieve_vacation_max_period", "sieve_vacation_max_subject_codepoints", "sieve_vacation_min_period",
    "sieve_vacation_send_from_recipient", "sieve_vacation_to_header_ignore_envelope",
    "sieve_vacation_use_original_recipient", "sieve_variables_max_scope_size",
    "sieve_variables_max_scope_count", "sieve_variables_max_value_size", "sieve_variables_max_variable_size",
    "sieve_virustest_max_header", "sieve_virustest_max_value", "sieve_virustest_status_header",
    "sieve_virustest_status_type", "sieve_virustest_text_value"};

constexpr std::string_view kServices[] = {"auth", "lmtp", "managesieve", "managesieve-login", "policy",
                                          "quota-status", "quota-warning", "tables"};
// clang-format on

}  // namespace

bool is_suite_service(std::string_view name) {
  return std::find(std::begin(kServices), std::end(kServices), name) != std::end(kServices);
}

std::span<const std::string_view> suite_settings() {
  return kSettings;
}

std::span<const std::string_view> suite_section_keys() {
  return kSectionKeys;
}

std::span<const std::string_view> suite_plugin_settings() {
  return kPluginSettings;
}

}  // namespace dovetail::config
