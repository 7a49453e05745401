// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "policy/protocol/request.hpp"

namespace dovetail::policy::greylist {

// Postgrey's line for a decision, byte for byte, as logwatch, logcheck and others parse it:
//   [QUEUEID: ]action=pass|greylist, reason=…[, delay=N], client_name=…, client_address=…[, sender=…][,
//   recipient=…]
// A field without a value (or with "0", as Perl sees it) is left out.
std::string decision_line(std::string_view action, std::string_view reason, std::int64_t delay,
                          const Request& request);

// As Net::Server writes what is no printable ASCII: "%" and two hex digits for each octet.
std::string for_log(std::string_view text);

// "whitelisted: NAME[ADDRESS]", when a client came onto the auto-whitelist; IPv6 in full, as Postgrey.
std::string whitelisted_line(const Request& request);

}  // namespace dovetail::policy::greylist
