// SPDX-License-Identifier: MIT
#pragma once

#include "lmtp/sieve/language/spec.hpp"

namespace dovetail::lmtp::sieve {

Extension fileinto_extension();  // RFC 5228 §4.1

}  // namespace dovetail::lmtp::sieve
