// SPDX-License-Identifier: MIT
#pragma once

#include "lmtp/sieve/language/spec.hpp"

namespace dovetail::lmtp::sieve {

Extension ihave_extension();  // RFC 5463: ihave, error

}  // namespace dovetail::lmtp::sieve
