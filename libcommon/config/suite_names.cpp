// SPDX-License-Identifier: MIT
#include "libcommon/config/suite_names.hpp"

namespace dovetail::config {
namespace {

constexpr std::string_view kSettings[] = {
    "admin_socket", "admin_socket_group", "auth_hash_threads", "auth_max_delay", "dovetail_ignore",
    "greylist_fallback", "lmtp_dedup_period", "log_format", "log_ident", "metrics_listener", "policy_time_limit",
    "queue_directory", "quota_status_fallback", "quota_status_overquota", "shutdown_timeout", "tables_cache_entries", "tables_cache_size",
    "tables_connect", "tables_dir", "tables_idle_limit", "tables_local_domains", "tables_negative_ttl",
    "tables_pool_size", "tables_positive_ttl", "tables_stale_on_error", "tables_time_limit"};

constexpr std::string_view kSectionKeys[] = {"unix_listener/handshake", "unix_listener/tempfail",
                                             "inet_listener/handshake", "inet_listener/tempfail",
                                             "unix_listener/allow_users", "unix_listener/table",
                                             "unix_listener/tables", "inet_listener/table", "inet_listener/tables"};

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

}  // namespace

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
