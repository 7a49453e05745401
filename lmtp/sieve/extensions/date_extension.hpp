// SPDX-License-Identifier: MIT
#pragma once

#include "lmtp/sieve/language/spec.hpp"

namespace dovetail::lmtp::sieve {

Extension date_extension();  // RFC 5260 §4, §5: date, currentdate

}  // namespace dovetail::lmtp::sieve
