// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "libcommon/base/result.hpp"

namespace dovetail::sasl {

// The passdb field `delay_until=<unix time>[+<most random seconds>]`: how long a login that is right waits
// for its answer. `now`: unix time. An error's text is Dovecot's log line; the login fails then.
base::Result<std::chrono::seconds, std::string> login_delay(std::string_view value, std::int64_t now,
                                                            std::uint64_t (*random)());

}  // namespace dovetail::sasl
