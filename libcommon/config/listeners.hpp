// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libcommon/config/findings.hpp"
#include "libcommon/config/reader.hpp"
#include "libcommon/config/section.hpp"

namespace dovetail::config {

// A socket as a service's section describes it, as plain data: opening it is the daemon frame's business.
struct Listener {
  enum class Kind { unix_socket, fifo, inet };
  Kind kind = Kind::unix_socket;
  std::string service;  // "lmtp"
  std::string name;     // as written: "/var/spool/postfix/private/auth", "auth-userdb", "lmtp"

  // unix_socket, fifo
  std::string path;      // absolute
  unsigned mode = 0600;  // 0: not opened, but it still gives a handed-over socket its type and options
  std::string user;      // "" leaves the owner as it is; may be a number
  std::string group;

  // inet
  std::vector<std::string> addresses;  // the block's, or those of the `listen` setting; empty: all
  std::uint16_t port = 0;              // 0: not opened
  bool reuse_port = false;             // SO_REUSEPORT

  std::string type;              // `type = ` if written, else ""
  std::vector<Setting> options;  // whatever else the block holds: tempfail, handshake, …
  bool dovecot_builtin =
      false;  // one that Dovecot opens by itself below its base_dir: never opened by us there
  Position where;

  // What an own bind would open: mode or port not 0 and not one of Dovecot's own.
  bool opens() const;
  std::string option(std::string_view key, std::string_view fallback = {}) const;
};

struct ListenerRules {
  std::string base_dir;         // for relative names under Dovecot's services
  std::string queue_directory;  // what $queue_directory in a name stands for; relative names of our own
                                // services (policy, tables) are taken as given
};

// `base_dir` and `queue_directory` of a view, with the default that fits the flavour.
ListenerRules listener_rules(const Document& document, const Section& view);

// The listeners written in `service NAME {}` of a view, in file order, unknown keys of a block in `options`.
// What we cannot do on a socket of ours (`ssl`, `haproxy`) is an error unless dovetail_ignore names it
// (inet_listener_ssl, inet_listener_haproxy): else passwords and mail would go in clear text unnoticed.
std::vector<Listener> listeners(const Document& document, const Section& view, std::string_view service,
                                const ListenerRules& rules, Findings& findings);

// The keys a `service {}` section itself has: user, group, chroot, client_limit, process_limit, …
struct ServiceSettings {
  std::string user;  // "" where not written; `$default_internal_user` is already expanded
  std::string group;
  // Connections at once; 0: the daemon's default. Dovecot's lmtp and quota-status count per process of many
  // (the usual `client_limit = 1`), our one process serves all: a note, and 0.
  std::uint64_t client_limit = 0;
};
ServiceSettings service_settings(const Section& view, std::string_view service, Findings& findings);

}  // namespace dovetail::config
