// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "daemons/dovetail/auth_connection.hpp"
#include "daemons/dovetail/command.hpp"
#include "libcommon/wire/tab_fields.hpp"

namespace dovetail::cli {

// What the commands that ask an auth server share: which socket, and what they say about the connection.

// The path that `option` names, or the one of the configuration, which is not read where the option is there.
// Nothing if it cannot be read (kNoInput); that is said on the console.
std::optional<std::string> socket_to_ask(const Invocation& invocation, std::string_view option,
                                         std::string AuthSockets::*which, Console& console);

// The connection to it. Nothing: said on the console, and `status` is the exit status, kNoInput or
// kUnavailable.
std::optional<AuthConnection> connect_to_ask(const Invocation& invocation, std::string AuthSockets::*which,
                                             AuthConnection::Kind kind, Console& console, int& status);

// Every --info NAME=VALUE as a field of the line, and service=doveadm where none of them is a service.
void add_info(wire::TabLine& line, const Invocation& invocation);

}  // namespace dovetail::cli
