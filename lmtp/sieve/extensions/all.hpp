// SPDX-License-Identifier: MIT
#pragma once

#include "lmtp/sieve/language/registry.hpp"

namespace dovetail::lmtp::sieve {

// The one table: the core language and every extension. Made at the first call, then read-only; safe from any
// thread.
const Registry& all_extensions();
// The same to add to (a test runner's own commands).
Registry make_registry();

}  // namespace dovetail::lmtp::sieve
