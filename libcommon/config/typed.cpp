// SPDX-License-Identifier: MIT
#include "libcommon/config/typed.hpp"

#include <array>
#include <limits>

#include "libcommon/base/text.hpp"

namespace dovetail::config {
namespace {

base::Unexpected<Problem> problem(std::string text) {
  return base::Unexpected<Problem>(std::move(text));
}

// A decimal number at the start; what follows it, without blanks between, is left in `text`.
base::Result<std::uint64_t, Problem> leading_number(std::string_view& text) {
  const std::string_view all = text;
  std::size_t digits = 0;
  while (digits < text.size() && base::is_digit(text[digits])) {
    ++digits;
  }
  if (digits == 0) {
    return problem((all.starts_with('-') ? "Number too small: " : "Invalid number: ") + std::string(all));
  }
  const auto number = base::to_number<std::uint64_t>(text.substr(0, digits));
  if (!number) {
    return problem("Number too large: " + std::string(all));
  }
  text.remove_prefix(digits);
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
    text.remove_prefix(1);
  }
  return *number;
}

struct TimeUnit {
  std::string_view name;
  std::int64_t milliseconds;
};

// Any prefix of a name stands for it; where several fit, the first of this table ("m" is minutes).
constexpr std::array<TimeUnit, 11> kTimeUnits = {{{"secs", 1000},
                                                  {"seconds", 1000},
                                                  {"mins", 60'000},
                                                  {"minutes", 60'000},
                                                  {"msecs", 1},
                                                  {"mseconds", 1},
                                                  {"millisecs", 1},
                                                  {"milliseconds", 1},
                                                  {"hours", 3'600'000},
                                                  {"days", 86'400'000},
                                                  {"weeks", 604'800'000}}};

constexpr std::string_view kSizeLetters = "BKMGT";

}  // namespace

base::Result<bool, Problem> parse_bool(std::string_view text) {
  if (base::equals_ignoring_case(text, "yes") || base::equals_ignoring_case(text, "y") || text == "1") {
    return true;
  }
  if (base::equals_ignoring_case(text, "no")) {
    return false;
  }
  return problem("Invalid boolean value: " + std::string(text) + " (use yes or no)");
}

bool plugin_bool(std::string_view text) {
  return !text.empty() && std::string_view("nN0fF").find(text.front()) == std::string_view::npos;
}

base::Result<std::uint64_t, Problem> parse_number(std::string_view text) {
  std::string_view rest = text;
  auto number = leading_number(rest);
  if (number && rest.data() != text.data() + text.size()) {
    return problem("Invalid number: " + std::string(text));
  }
  return number;
}

base::Result<unsigned, Problem> parse_octal(std::string_view text) {
  const auto number = base::to_number<unsigned>(text, text.starts_with('0') ? 8 : 10);
  if (!number || *number > 07777) {
    return problem("Invalid mode: " + std::string(text));
  }
  return *number;
}

base::Result<std::uint16_t, Problem> parse_port(std::string_view text) {
  const auto number = base::to_number<std::uint16_t>(text);
  if (!number) {
    return problem("Invalid port number: " + std::string(text));
  }
  return *number;
}

base::Result<std::uint64_t, Problem> parse_size(std::string_view text) {
  std::string_view suffix = text;
  const auto number = leading_number(suffix);
  if (!number || suffix.empty()) {
    return number;
  }
  const auto power = kSizeLetters.find(base::to_upper(suffix.front()));
  const std::string_view tail = suffix.substr(1);
  const bool known_tail = tail.empty() || base::equals_ignoring_case(tail, "B") ||
                          base::equals_ignoring_case(tail, "i") || base::equals_ignoring_case(tail, "iB");
  if (power == std::string_view::npos || !known_tail || (power == 0 && !tail.empty())) {
    return problem("Invalid size: " + std::string(text));
  }
  const unsigned shift = static_cast<unsigned>(power) * 10;
  if (*number > (std::numeric_limits<std::uint64_t>::max() >> shift)) {
    return problem("Size is too large: " + std::string(text));
  }
  return *number << shift;
}

base::Result<std::chrono::milliseconds, Problem> parse_time(std::string_view text) {
  std::string_view unit = text;
  const auto number = leading_number(unit);
  if (!number) {
    return problem("Invalid time: " + std::string(text));
  }
  if (unit.empty()) {
    if (*number == 0) {
      return std::chrono::milliseconds(0);
    }
    return problem("Time needs a unit: " + std::string(text) + " (s, mins, hours, days, weeks)");
  }
  for (const TimeUnit& known : kTimeUnits) {
    if (!base::starts_with_ignoring_case(known.name, unit)) {
      continue;
    }
    constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (*number > kMost / static_cast<std::uint64_t>(known.milliseconds)) {
      return problem("Time is too large: " + std::string(text));
    }
    return std::chrono::milliseconds(static_cast<std::int64_t>(*number) * known.milliseconds);
  }
  return problem("Unknown unit of time: " + std::string(text));
}

base::Result<std::chrono::seconds, Problem> parse_seconds(std::string_view text) {
  const auto time = parse_time(text);
  if (!time) {
    return problem(time.error());
  }
  if (time->count() % 1000 != 0) {
    return problem("Milliseconds are too fine here: " + std::string(text));
  }
  return std::chrono::duration_cast<std::chrono::seconds>(*time);
}

std::vector<std::string> parse_words(std::string_view text) {
  std::vector<std::string> out;
  for (const std::string_view part : base::split(text, ',')) {
    for (const std::string_view word : base::words(part)) {
      out.emplace_back(word);
    }
  }
  return out;
}

std::string format_time(std::chrono::milliseconds time) {
  constexpr std::array<TimeUnit, 5> kUnits = {
      {{"weeks", 604'800'000}, {"days", 86'400'000}, {"hours", 3'600'000}, {"mins", 60'000}, {"secs", 1000}}};
  if (time.count() == 0) {
    return "0";
  }
  for (const TimeUnit& unit : kUnits) {
    if (time.count() % unit.milliseconds == 0) {
      const auto count = time.count() / unit.milliseconds;
      const std::string_view name = count == 1 ? unit.name.substr(0, unit.name.size() - 1) : unit.name;
      return std::to_string(count) + " " + std::string(name);
    }
  }
  return std::to_string(time.count()) + " ms";
}

std::string format_size(std::uint64_t bytes) {
  std::size_t power = 0;
  while (bytes != 0 && bytes % 1024 == 0 && power + 1 < kSizeLetters.size()) {
    bytes /= 1024;
    ++power;
  }
  return std::to_string(bytes) + (power == 0 ? "" : std::string(" ") + kSizeLetters[power]);
}

}  // namespace dovetail::config
