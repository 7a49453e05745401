// SPDX-License-Identifier: MIT
#pragma once

#include "daemons/dovetail/command.hpp"

namespace dovetail::cli {

extern const Command kConfigCheck;
extern const Command kConfigShow;
extern const Command kConfigSample;

}  // namespace dovetail::cli
