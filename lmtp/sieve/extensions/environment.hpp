// SPDX-License-Identifier: MIT
#pragma once

#include "lmtp/sieve/language/spec.hpp"

namespace dovetail::lmtp::sieve {

Extension environment_extension();  // RFC 5183
Extension
dovecot_environment_extension();  // vnd.dovecot.environment: more items, and all of them as ${env.…}

}  // namespace dovetail::lmtp::sieve
