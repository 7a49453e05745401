// SPDX-License-Identifier: MIT
#include "daemons/dovetail/auth_question.hpp"

#include "libcommon/base/text.hpp"

namespace dovetail::cli {

std::optional<std::string> socket_to_ask(const Invocation& invocation, std::string_view option,
                                         std::string AuthSockets::*which, Console& console) {
  if (const auto named = invocation.value(option)) {
    return named;
  }
  const auto sockets = auth_sockets(invocation.config_file());
  if (!sockets) {
    console.err(sockets.error().detail);
    return std::nullopt;
  }
  return (*sockets).*which;
}

std::optional<AuthConnection> connect_to_ask(const Invocation& invocation, std::string AuthSockets::*which,
                                             AuthConnection::Kind kind, Console& console, int& status) {
  const auto path = socket_to_ask(invocation, "socket", which, console);
  if (!path) {
    status = kNoInput;
    return std::nullopt;
  }
  auto connection = AuthConnection::open(*path, kind);
  if (!connection) {
    console.err(connection.error().detail);
    status = kUnavailable;
    return std::nullopt;
  }
  return std::move(*connection);
}

void add_info(wire::TabLine& line, const Invocation& invocation) {
  bool has_service = false;
  for (const auto& [name, value] : invocation.options) {
    if (name == "info") {
      const auto parts = base::split_once(value, '=');
      has_service = has_service || (parts && parts->first == "service");
      parts ? line.pair(parts->first, parts->second) : line.flag(value);
    }
  }
  if (!has_service) {
    line.pair("service", "doveadm");
  }
}

}  // namespace dovetail::cli
