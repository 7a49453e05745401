// SPDX-License-Identifier: MIT
#pragma once

#include "lmtp/sieve/language/spec.hpp"

namespace dovetail::lmtp::sieve {

Extension body_extension();  // RFC 5173

}  // namespace dovetail::lmtp::sieve
