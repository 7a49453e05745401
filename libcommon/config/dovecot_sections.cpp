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
                           {"userdb", kUserdb}};

constexpr std::string_view kFree[] = {"plugin", "dict", "metric", "event_exporter"};
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

}  // namespace dovetail::config
