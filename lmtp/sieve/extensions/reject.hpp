// SPDX-License-Identifier: MIT
#pragma once

#include "lmtp/sieve/language/spec.hpp"

namespace dovetail::lmtp::sieve {

Extension reject_extension();   // RFC 5429 §2.2
Extension ereject_extension();  // RFC 5429 §2.1; must be enabled

}  // namespace dovetail::lmtp::sieve
