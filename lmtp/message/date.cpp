// SPDX-License-Identifier: MIT
#include "lmtp/message/date.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cstdlib>

#include "libcommon/base/text.hpp"
#include "lmtp/message/scanner.hpp"

namespace dovetail::lmtp::message {

namespace {

constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr long long kSecondsOfDay = 86'400;
constexpr long long kJulianOfEpoch = 40'587;  // modified Julian day of 1970-01-01

std::optional<int> number(Scanner& in, std::size_t min_digits, std::size_t max_digits) {
  const std::size_t begin = in.position();
  while (base::is_digit(in.peek())) {
    in.advance();
  }
  const std::string_view digits = in.between(begin, in.position());
  if (digits.size() < min_digits || digits.size() > max_digits) return std::nullopt;
  return base::to_number<int>(digits);
}

std::string_view letters(Scanner& in) {
  const std::size_t begin = in.position();
  while (base::is_alpha(in.peek())) {
    in.advance();
  }
  return in.between(begin, in.position());
}

std::optional<int> month_number(std::string_view name) {
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (base::equals_ignoring_case(name, kMonths[i])) return static_cast<int>(i) + 1;
  }
  return std::nullopt;
}

// RFC 5322 §4.3: two digits are 1950–2049, three digits count from 1900.
std::optional<int> year(Scanner& in) {
  const std::size_t begin = in.position();
  auto value = number(in, 2, 4);
  if (!value) return std::nullopt;
  const std::size_t digits = in.position() - begin;
  if (digits == 2) return *value + (*value < 50 ? 2000 : 1900);
  return digits == 3 ? *value + 1900 : *value;
}

// Zone names of the obsolete syntax; every unknown one counts as -0000.
int named_zone(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, int>, 8> kZones{{{"EST", -5},
                                                                           {"EDT", -4},
                                                                           {"CST", -6},
                                                                           {"CDT", -5},
                                                                           {"MST", -7},
                                                                           {"MDT", -6},
                                                                           {"PST", -8},
                                                                           {"PDT", -7}}};
  for (const auto& [zone, hours] : kZones) {
    if (base::equals_ignoring_case(name, zone)) return hours * 60;
  }
  return 0;
}

bool skip_day_name(Scanner& in) {
  in.skip_cfws();
  if (!base::is_alpha(in.peek())) return true;
  letters(in);
  in.skip_cfws();
  return in.take(',');
}

struct TimeOfDay {
  int hour = 0, minute = 0, second = 0;
};

std::optional<TimeOfDay> time_of_day(Scanner& in) {
  TimeOfDay time;
  const auto hour = number(in, 1, 2);
  in.skip_cfws();
  if (!hour || *hour > 23 || !in.take(':')) return std::nullopt;
  in.skip_cfws();
  const auto minute = number(in, 2, 2);
  if (!minute || *minute > 59) return std::nullopt;
  in.skip_cfws();
  if (in.take(':')) {
    in.skip_cfws();
    const auto second = number(in, 2, 2);
    if (!second || *second > 60) return std::nullopt;
    time.second = *second;
  }
  time.hour = *hour;
  time.minute = *minute;
  return time;
}

std::optional<int> zone(Scanner& in) {
  in.skip_cfws();
  if (in.peek() == '+' || in.peek() == '-') {
    const auto offset = parse_zone_offset(in.rest().substr(0, 5));
    if (offset) in.move_to(in.position() + 5);
    return offset;
  }
  return named_zone(letters(in));
}

}  // namespace

std::optional<int> parse_zone_offset(std::string_view text) {
  if (text.size() != 5 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const auto digits = base::to_number<unsigned>(text.substr(1));
  if (!digits || *digits % 100 > 59) return std::nullopt;
  const int minutes = static_cast<int>(*digits / 100 * 60 + *digits % 100);
  return text[0] == '-' ? -minutes : minutes;
}

std::optional<DateTime> parse_date(std::string_view value) {
  Scanner in(value);
  if (!skip_day_name(in)) return std::nullopt;
  in.skip_cfws();
  const auto day = number(in, 1, 2);
  in.skip_cfws();
  const auto month = month_number(letters(in));
  in.skip_cfws();
  const auto full_year = year(in);
  in.skip_cfws();
  if (!day || !month || !full_year) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*full_year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  const auto time = time_of_day(in);
  if (!date.ok() || !time) return std::nullopt;
  const auto minutes = zone(in);
  if (!minutes) return std::nullopt;
  const long long days = std::chrono::sys_days(date).time_since_epoch().count();
  return DateTime{
      days * kSecondsOfDay + time->hour * 3600LL + time->minute * 60LL + time->second - *minutes * 60LL,
      *minutes};
}

CivilTime civil_time(long long unix_seconds, int zone_minutes) {
  const long long local = unix_seconds + zone_minutes * 60LL;
  const long long days = local >= 0 ? local / kSecondsOfDay : -((-local + kSecondsOfDay - 1) / kSecondsOfDay);
  const int second_of_day = static_cast<int>(local - days * kSecondsOfDay);
  const std::chrono::sys_days day{std::chrono::days(days)};
  const std::chrono::year_month_day date(day);
  return {static_cast<int>(date.year()),
          static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day())),
          second_of_day / 3600,
          second_of_day / 60 % 60,
          second_of_day % 60,
          static_cast<int>(std::chrono::weekday(day).c_encoding()),
          days + kJulianOfEpoch,
          zone_minutes};
}

std::string format_zone(int zone_minutes) {
  const int minutes = std::abs(zone_minutes) % (100 * 60);
  return fmt::format("{}{:02}{:02}", zone_minutes < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

std::string format_date(long long unix_seconds, int zone_minutes) {
  const CivilTime t = civil_time(unix_seconds, zone_minutes);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} {}", kDays[static_cast<std::size_t>(t.weekday)],
                     t.day, kMonths[static_cast<std::size_t>(t.month - 1)], t.year, t.hour, t.minute,
                     t.second, format_zone(zone_minutes));
}

}  // namespace dovetail::lmtp::message
