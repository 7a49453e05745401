// SPDX-License-Identifier: MIT
#pragma once

#include "libcommon/config/declarations.hpp"

namespace dovetail::lmtp::delivery {

// The settings of plugin {} that deliveries read for their Sieve scripts, for manual and sample:
// sieve_locations() takes the places, the setup of the daemon the limits.
const config::Declarations& sieve_declarations();

}  // namespace dovetail::lmtp::delivery
