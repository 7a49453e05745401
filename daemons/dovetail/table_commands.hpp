// SPDX-License-Identifier: MIT
#pragma once

#include "daemons/dovetail/command.hpp"

namespace dovetail::cli {

extern const Command kTableGet;
extern const Command kTableTrace;
extern const Command kTableList;
extern const Command kTableFlush;
extern const Command kTableConvert;

}  // namespace dovetail::cli
