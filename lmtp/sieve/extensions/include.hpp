// SPDX-License-Identifier: MIT
#pragma once

#include "lmtp/sieve/language/spec.hpp"

namespace dovetail::lmtp::sieve {

Extension include_extension();  // RFC 6609: include, return, global, ${global.x}

}  // namespace dovetail::lmtp::sieve
