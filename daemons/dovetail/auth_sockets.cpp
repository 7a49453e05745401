// SPDX-License-Identifier: MIT
#include "daemons/dovetail/auth_connection.hpp"
#include "libcommon/config/common_settings.hpp"
#include "libcommon/config/load.hpp"
#include "sasl/listener_kind.hpp"

namespace dovetail::cli {

namespace {

// Null: none of what the command line asks (token listeners).
std::string* slot_of(AuthSockets& sockets, sasl::ListenerKind kind) {
  switch (kind) {
    case sasl::ListenerKind::auth:
      return &sockets.client;
    case sasl::ListenerKind::login:
      return &sockets.login;
    case sasl::ListenerKind::master:
      return &sockets.master;
    case sasl::ListenerKind::userdb:
      return &sockets.userdb;
    case sasl::ListenerKind::token:
    case sasl::ListenerKind::token_login:
      break;
  }
  return nullptr;
}

}  // namespace

base::Result<AuthSockets> auth_sockets(const std::string& config_file) {
  config::Findings findings;
  const config::Document document = config::load(config_file, config::DiskSource(), findings);
  if (findings.is_unreadable()) {
    return base::Unexpected(base::permanent("cannot read " + config_file));
  }
  const config::Section view = config::resolve(document, {});
  const auto rules = config::listener_rules(document, view);
  AuthSockets sockets;
  for (const config::Listener& listener : config::listeners(document, view, "auth", rules, findings)) {
    if (listener.kind == config::Listener::Kind::unix_socket) {
      std::string* slot = slot_of(sockets, sasl::kind_of(listener));
      if (slot != nullptr && slot->empty()) {
        *slot = listener.path;
      }
    }
  }
  if (view.has("auth_socket_path")) {
    sockets.userdb = config::auth_socket(config::read_common(document, view, findings));
  }
  // What the socket units open where the file says nothing.
  for (auto& [slot, name] :
       {std::pair{&sockets.client, "auth-client"}, std::pair{&sockets.login, "login"},
        std::pair{&sockets.master, "auth-master"}, std::pair{&sockets.userdb, "auth-userdb"}}) {
    if (slot->empty()) {
      *slot = rules.base_dir + "/" + name;
    }
  }
  return sockets;
}

}  // namespace dovetail::cli
