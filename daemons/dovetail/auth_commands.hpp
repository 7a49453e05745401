// SPDX-License-Identifier: MIT
#pragma once

#include "daemons/dovetail/command.hpp"

namespace dovetail::cli {

extern const Command kAuthTest;
extern const Command kAuthLogin;
extern const Command kAuthLookup;
extern const Command kAuthCacheFlush;
extern const Command kUser;
extern const Command kPw;

}  // namespace dovetail::cli
