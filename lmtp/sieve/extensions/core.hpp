// SPDX-License-Identifier: MIT
#pragma once

#include "lmtp/sieve/language/spec.hpp"

namespace dovetail::lmtp::sieve {

// RFC 5228 without what it makes optional: the entries under the capability "".
Extension core_control();  // require if elsif else stop, allof anyof not true false
Extension core_tests();    // header exists size, and the tags of match types and comparators
Extension core_actions();  // keep discard redirect
Extension address_test();  // address, and the tags of address parts

}  // namespace dovetail::lmtp::sieve
