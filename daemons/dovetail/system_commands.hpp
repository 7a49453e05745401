// SPDX-License-Identifier: MIT
#pragma once

#include "daemons/dovetail/command.hpp"

namespace dovetail::cli {

extern const Command kSystemdSockets;  // systemd_sockets.cpp
extern const Command kPostfixSnippet;  // postfix_snippet.cpp

}  // namespace dovetail::cli
