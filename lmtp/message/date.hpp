// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dovetail::lmtp::message {

struct DateTime {
  long long unix_seconds = 0;
  int zone_minutes = 0;  // as written, east of UTC
  bool operator==(const DateTime&) const = default;
};

// RFC 5322 §3.3 with the obsolete forms: optional day name and seconds, years of two or three digits, zone
// names, comments. Nothing for anything else, days that do not exist included.
std::optional<DateTime> parse_date(std::string_view value);

// A moment in a zone, taken apart.
struct CivilTime {
  int year, month, day;  // month and day from 1
  int hour, minute, second;
  int weekday;  // 0 = Sunday
  long long modified_julian_day;
  int zone_minutes;
};
CivilTime civil_time(long long unix_seconds, int zone_minutes);

// "Tue, 03 Mar 2026 10:00:00 +0100".
std::string format_date(long long unix_seconds, int zone_minutes);
std::string format_zone(int zone_minutes);                    // "+0100"
std::optional<int> parse_zone_offset(std::string_view text);  // "+0100" only

}  // namespace dovetail::lmtp::message
