// SPDX-License-Identifier: MIT
#pragma once

#include "lmtp/sieve/language/spec.hpp"

namespace dovetail::lmtp::sieve {

Extension encoded_character_extension();  // RFC 5228 §2.4.2.4: ${hex: 40} and ${unicode: 40} in strings

}  // namespace dovetail::lmtp::sieve
