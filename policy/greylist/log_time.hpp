// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace dovetail::policy::greylist {

// When a line of a log was written, in seconds on a scale that only seconds_between() understands: "Nov 23 08:31:58"
// (syslog, no year) or "2026-11-23T08:31:58.123+01:00" (blank or "T" between, fraction and zone optional) at the
// line's beginning.
std::optional<std::int64_t> log_time(std::string_view line);

// From one log_time() to a later one of the same log. Without a year the turn of the year lies between them where the
// later one looks earlier. Never negative: a clock that was set back counts as no time.
std::int64_t seconds_between(std::int64_t first, std::int64_t later);

}  // namespace dovetail::policy::greylist
