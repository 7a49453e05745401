// SPDX-License-Identifier: MIT
#pragma once

#include "lmtp/sieve/language/spec.hpp"

namespace dovetail::lmtp::sieve {

Extension envelope_extension();  // RFC 5228 §5.4: the envelope test; parts from, to and auth

}  // namespace dovetail::lmtp::sieve
