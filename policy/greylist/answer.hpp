// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "libcommon/base/clock.hpp"
#include "policy/greylist/settings.hpp"
#include "policy/protocol/request.hpp"

namespace dovetail::policy::greylist {

// The refusal: greylist_action and text. Where the request has an etrn_domain (Postfix since 2.3) and the
// text does not begin with a digit, the status 4.2.0 goes in front, as Postgrey does (some Exchange versions
// mishandle 4.7.1). %s: seconds left, %r: what follows the recipient's last "@".
std::string refusal(const Settings& settings, const Request& request, std::int64_t seconds_left);

// "PREPEND header" for a mail that has waited. %t: seconds waited, %v: our version, %h: host, %d: `date` in
// local time, as in "Sun, 22 Nov 2026 18:33:24 UTC".
std::string waited_header(const Settings& settings, std::int64_t seconds_waited, base::WallTime date);

}  // namespace dovetail::policy::greylist
