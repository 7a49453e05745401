// SPDX-License-Identifier: MIT
#pragma once

#include "lmtp/sieve/language/spec.hpp"

namespace dovetail::lmtp::sieve {

// RFC 4790: the capabilities "comparator-…". The first makes i;ascii-numeric known; the others only may be
// required.
Extension numeric_comparator_extension();
Extension octet_comparator_extension();
Extension casemap_comparator_extension();

}  // namespace dovetail::lmtp::sieve
