// SPDX-License-Identifier: MIT
#include "policy/greylist/log_time.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "libcommon/base/text.hpp"

namespace dovetail::policy::greylist {
namespace {

constexpr std::int64_t kHour = 3600;
constexpr std::int64_t kDay = 24 * kHour;
constexpr std::int64_t kYear = 366 * kDay;  // of a year that is not told: one that has February 29

std::optional<std::int64_t> number(std::string_view text) {
  if (text.empty() || !std::all_of(text.begin(), text.end(), base::is_digit)) return std::nullopt;
  return base::to_number<std::int64_t>(text);
}

// "08:31:58"
std::optional<std::int64_t> clock_time(std::string_view text) {
  if (text.size() < 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
  const auto hours = number(text.substr(0, 2)), minutes = number(text.substr(3, 2)),
             seconds = number(text.substr(6, 2));
  if (!hours || !minutes || !seconds) return std::nullopt;
  return *hours * kHour + *minutes * 60 + *seconds;
}

std::int64_t day_of(std::int64_t year, std::int64_t month, std::int64_t day) {
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(year)),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  return std::chrono::sys_days(date).time_since_epoch().count();
}

// Seconds east of Greenwich, where "+01:00", "-0500" stand behind the time and its fraction.
std::int64_t zone_of(std::string_view text) {
  const std::size_t at = text.find_first_not_of(".,0123456789");
  if (at == std::string_view::npos || (text[at] != '+' && text[at] != '-')) return 0;
  const std::string digits = base::replaced_all(text.substr(at + 1, 5), ":", "").substr(0, 4);
  const auto hours = number(std::string_view(digits).substr(0, 2));
  const auto minutes = digits.size() == 4 ? number(std::string_view(digits).substr(2)) : std::nullopt;
  const std::int64_t east = hours.value_or(0) * kHour + minutes.value_or(0) * 60;
  return text[at] == '-' ? -east : east;
}

std::optional<std::int64_t> with_year(std::string_view line) {
  if (line.size() < 19 || line[4] != '-' || line[7] != '-' || (line[10] != 'T' && line[10] != ' ')) {
    return std::nullopt;
  }
  const auto year = number(line.substr(0, 4)), month = number(line.substr(5, 2)), day = number(line.substr(8, 2)),
             time = clock_time(line.substr(11));
  if (!year || !month || !day || !time) return std::nullopt;
  return day_of(*year, *month, *day) * kDay + *time - zone_of(line.substr(19));
}

std::optional<std::int64_t> without_year(std::string_view line) {
  constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (line.size() < 15) return std::nullopt;
  const auto* const month = std::find(kMonths.begin(), kMonths.end(), line.substr(0, 3));
  const auto day = number(base::trimmed(line.substr(4, 2)));
  const auto time = clock_time(line.substr(7));
  if (month == kMonths.end() || !day || !time) return std::nullopt;
  return (day_of(1972, month - kMonths.begin() + 1, *day) - day_of(1972, 1, 1)) * kDay + *time;
}

}  // namespace

std::optional<std::int64_t> log_time(std::string_view line) {
  const auto time = without_year(line);
  return time ? time : with_year(line);
}

std::int64_t seconds_between(std::int64_t first, std::int64_t later) {
  if (later >= first) return later - first;
  const bool no_year = first < kYear && later < kYear;
  return no_year && first - later > kYear / 2 ? later + kYear - first : 0;
}

}  // namespace dovetail::policy::greylist
