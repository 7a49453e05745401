// SPDX-License-Identifier: MIT
#pragma once

#include "lmtp/sieve/language/spec.hpp"

namespace dovetail::lmtp::sieve {

Extension variables_extension();  // RFC 5229: set, string, ${name}, ${1}

}  // namespace dovetail::lmtp::sieve
