// SPDX-License-Identifier: MIT
#pragma once

#include "lmtp/sieve/language/spec.hpp"

namespace dovetail::lmtp::sieve {

Extension relational_extension();  // RFC 5231: :count and :value

}  // namespace dovetail::lmtp::sieve
