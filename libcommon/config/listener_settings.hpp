// SPDX-License-Identifier: MIT
#pragma once

#include "libcommon/config/declarations.hpp"

namespace dovetail::config {

// What listeners.cpp reads: `service NAME {}` itself, and its listeners. Services add options of their own.
const Declarations& service_declarations();
const Declarations& unix_listener_declarations();
const Declarations& inet_listener_declarations();

}  // namespace dovetail::config
