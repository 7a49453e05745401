// SPDX-License-Identifier: MIT
#include <algorithm>

#include "libcommon/config/dovecot_names.hpp"

namespace dovetail::config {
namespace {

// Tables of words, filled line by line.
// clang-format off
constexpr std::string_view kService[] = {
    "chroot", "client_limit", "drop_priv_before_exec", "executable", "extra_groups", "group", "idle_kill",
    "name", "privileged_group", "process_limit", "process_min_avail", "protocol", "service_count", "type",
    "user", "vsz_limit"};
constexpr std::string_view kUnixListener[] = {"group", "mode", "path", "type", "user"};
constexpr std::string_view kInetListener[] = {"address", "haproxy", "name", "port", "reuse_port", "ssl", "type"};
constexpr std::string_view kNamespace[] = {"alias_for", "disabled", "hidden", "ignore_on_failure", "inbox",
                                           "list", "location", "name", "order", "prefix", "separator",
                                           "subscriptions", "type"};
constexpr std::string_view kMailbox[] = {"auto", "autoexpunge", "autoexpunge_max_mails", "comment", "driver",
                                         "name", "special_use"};
constexpr std::string_view kPassdb[] = {"args", "auth_verbose", "default_fields", "deny", "driver", "master",
                                        "mechanisms", "name", "override_fields", "pass", "result_failure",
                                        "result_internalfail", "result_success", "skip", "username_filter"};
constexpr std::string_view kUserdb[] = {"args", "auth_verbose", "default_fields", "driver", "name",
                                        "override_fields", "result_failure", "result_internalfail",
                                        "result_success", "skip"};
// Keys of plugin {} that Pigeonhole and the quota plugin know and we do not.
constexpr std::string_view kPlugin[] = {
    "quota_over_flag", "quota_over_flag_lazy_check", "quota_over_flag_value", "quota_over_script",
    "quota_set", "quota_vsizes", "quota_warning", "recipient_delimiter", "sieve_default_name",
    "sieve_duplicate_default_period", "sieve_duplicate_max_period", "sieve_editheader_forbid_add",
    "sieve_editheader_forbid_delete", "sieve_editheader_max_header_size", "sieve_editheader_protected",
    "sieve_execute_bin_dir", "sieve_execute_exec_timeout", "sieve_execute_input_eol",
    "sieve_execute_socket_dir", "sieve_filter_bin_dir", "sieve_filter_exec_timeout",
    "sieve_filter_input_eol", "sieve_filter_socket_dir", "sieve_global_dir", "sieve_implicit_extensions",
    "sieve_include_max_includes", "sieve_include_max_nesting_depth", "sieve_max_script_size",
    "sieve_notify_mailto_envelope_from", "sieve_pipe_bin_dir", "sieve_pipe_exec_timeout",
    "sieve_pipe_input_eol", "sieve_pipe_socket_dir", "sieve_plugins", "sieve_quota_max_scripts",
    "sieve_quota_max_storage", "sieve_redirect_duplicate_period", "sieve_report_from",
    "sieve_resource_usage_timeout", "sieve_spamtest_max_header", "sieve_spamtest_max_value",
    "sieve_spamtest_status_header", "sieve_spamtest_status_type", "sieve_spamtest_text_value",
    "sieve_storage", "sieve_subaddress_sep", "sieve_trace_addresses", "sieve_trace_debug",
    "sieve_trace_dir", "sieve_trace_level", "sieve_vacation_default_period",
    "sieve_vacation_default_subject", "sieve_vacation_default_subject_template",
    "sieve_vacation_dont_check_recipient", "sieve_vacation_max_period",
    "sieve_vacation_max_subject_codepoints", "sieve_vacation_min_period",
    "sieve_vacation_send_from_recipient", "sieve_vacation_to_header_ignore_envelope",
    "sieve_vacation_use_original_recipient", "sieve_variables_max_scope_size",
    "sieve_variables_max_scope_count", "sieve_variables_max_value_size",
    "sieve_variables_max_variable_size", "sieve_virustest_max_header", "sieve_virustest_max_value",
    "sieve_virustest_status_header", "sieve_virustest_status_type", "sieve_virustest_text_value"};

struct Kind {
  std::string_view type;
  std::span<const std::string_view> keys;
};
constexpr Kind kKinds[] = {{"service", kService},
                           {"unix_listener", kUnixListener},
                           {"fifo_listener", kUnixListener},
                           {"inet_listener", kInetListener},
                           {"namespace", kNamespace},
                           {"mailbox", kMailbox},
                           {"passdb", kPassdb},
                           {"userdb", kUserdb},
                           {"plugin", kPlugin}};

constexpr std::string_view kFree[] = {"plugin", "dict", "metric", "event_exporter"};
constexpr std::string_view kServices[] = {
    "aggregator", "anvil", "auth", "auth-worker", "config", "dict", "dict-async", "director", "dns-client",
    "dns_client", "doveadm", "health-check", "imap", "imap-hibernate", "imap-login", "imap-urlauth",
    "imap-urlauth-login", "imap-urlauth-worker", "indexer", "indexer-worker", "ipc", "lmtp", "log",
    "managesieve", "managesieve-login", "old-stats", "pop3", "pop3-login", "quota-status", "quota-warning",
    "replicator", "stats", "submission", "submission-login", "tcpwrap"};
// clang-format on

}  // namespace

std::span<const std::string_view> dovecot_section_keys(std::string_view type) {
  const auto* at =
      std::find_if(std::begin(kKinds), std::end(kKinds), [&](const Kind& k) { return k.type == type; });
  return at == std::end(kKinds) ? std::span<const std::string_view>{} : at->keys;
}

bool is_free_section(std::string_view type) {
  return std::find(std::begin(kFree), std::end(kFree), type) != std::end(kFree);
}

bool is_dovecot_service(std::string_view name) {
  return std::find(std::begin(kServices), std::end(kServices), name) != std::end(kServices);
}

}  // namespace dovetail::config
