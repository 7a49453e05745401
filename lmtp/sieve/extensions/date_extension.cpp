// SPDX-License-Identifier: MIT
#include "lmtp/sieve/extensions/date_extension.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "libcommon/base/text.hpp"
#include "lmtp/message/date.hpp"
#include "lmtp/sieve/extensions/header_values.hpp"
#include "lmtp/sieve/runtime/builder.hpp"
#include "lmtp/sieve/runtime/matcher.hpp"

namespace dovetail::lmtp::sieve {

namespace {

using message::CivilTime;

struct DatePart {
  const char* name;
  std::string (*text)(const CivilTime& t, long long unix_seconds);
};

std::string date_text(const CivilTime& t) {
  return fmt::format("{:04}-{:02}-{:02}", t.year, t.month, t.day);
}

std::string time_text(const CivilTime& t) {
  return fmt::format("{:02}:{:02}:{:02}", t.hour, t.minute, t.second);
}

std::string iso8601(const CivilTime& t) {
  const std::string zone = message::format_zone(t.zone_minutes);
  return fmt::format("{}T{}{}:{}", date_text(t), time_text(t), zone.substr(0, 3), zone.substr(3));
}

const std::array<DatePart, 13> kParts{{
    {"year", [](const CivilTime& t, long long) { return fmt::format("{:04}", t.year); }},
    {"month", [](const CivilTime& t, long long) { return fmt::format("{:02}", t.month); }},
    {"day", [](const CivilTime& t, long long) { return fmt::format("{:02}", t.day); }},
    {"date", [](const CivilTime& t, long long) { return date_text(t); }},
    {"julian", [](const CivilTime& t, long long) { return std::to_string(t.modified_julian_day); }},
    {"hour", [](const CivilTime& t, long long) { return fmt::format("{:02}", t.hour); }},
    {"minute", [](const CivilTime& t, long long) { return fmt::format("{:02}", t.minute); }},
    {"second", [](const CivilTime& t, long long) { return fmt::format("{:02}", t.second); }},
    {"time", [](const CivilTime& t, long long) { return time_text(t); }},
    {"iso8601", [](const CivilTime& t, long long) { return iso8601(t); }},
    {"std11", [](const CivilTime& t, long long at) { return message::format_date(at, t.zone_minutes); }},
    {"zone", [](const CivilTime& t, long long) { return message::format_zone(t.zone_minutes); }},
    {"weekday", [](const CivilTime& t, long long) { return std::to_string(t.weekday); }},
}};

const DatePart* find_part(std::string_view name) {
  for (const DatePart& part : kParts) {
    if (base::equals_ignoring_case(part.name, name)) return &part;
  }
  return nullptr;
}

// Which zone a date is seen in.
struct ZoneChoice {
  explicit ZoneChoice(const Node& node) : original(node.tag("originalzone") != nullptr) {
    if (const TagUse* use = node.tag("zone")) zone = node.parameter(*use).strings[0].parts;
  }
  int minutes(Machine& machine, std::optional<int> of_date) const {
    if (original && of_date) return *of_date;
    if (zone) {
      if (const auto given = message::parse_zone_offset(machine.expand(*zone))) return *given;
    }
    return machine.input().zone_minutes;
  }
  bool original;
  std::optional<TemplateString> zone;
};

class DateTest final : public Operation {
 public:
  // `names`: whether a header name stands first (date) or not (currentdate).
  DateTest(const Node& node, bool names)
      : zone_(node),
        part_(node.positional_argument(names ? 1 : 0).strings[0].parts),
        rule_(node, names ? 2 : 1) {
    if (names) fields_.emplace(node, 0);
  }

  Flow run(Machine& machine) const override {
    MatchRun match(machine, rule_);
    const DatePart* part = find_part(machine.expand(part_));
    if (part != nullptr && !fields_) {
      add(machine, match, *part, base::unix_seconds(machine.input().now), std::nullopt);
    } else if (part != nullptr) {
      for (const std::string& value : fields_->values(machine)) {
        const auto date =
            message::parse_date(value.substr(value.rfind(';') + 1));  // Received: date stands last
        if (date && add(machine, match, *part, date->unix_seconds, date->zone_minutes)) break;
      }
    }
    return machine.answer_test(match.finish());
  }

 private:
  bool add(Machine& machine, MatchRun& match, const DatePart& part, long long at,
           std::optional<int> of_date) const {
    return match.add(part.text(message::civil_time(at, zone_.minutes(machine, of_date)), at));
  }

  ZoneChoice zone_;
  TemplateString part_;
  MatchRule rule_;
  std::optional<HeaderSelection> fields_;
};

void warn_of_part(const StringValue& part, Checker& checker) {
  if (!part.parts.constant() || find_part(part.parts.literal()) != nullptr) return;
  checker.warning(part.line,
                  fmt::format("specified date part `{}' is not known", shown(part.parts.literal())));
}

bool check_date(Node& node, Checker& checker) {
  warn_of_header_names(node.positional_argument(0), checker);
  warn_of_part(node.positional_argument(1).strings[0], checker);
  return check_match(node, 2, checker);
}

bool check_currentdate(Node& node, Checker& checker) {
  warn_of_part(node.positional_argument(0).strings[0], checker);
  return check_match(node, 1, checker);
}

bool check_zone(Node& node, const TagUse& use, Checker& checker) {
  for (const TagUse& other : node.tags) {
    if (&other == &use || (std::string_view(other.spec->name) != "zone" &&
                           std::string_view(other.spec->name) != "originalzone")) {
      continue;
    }
    checker.error(node.line,
                  fmt::format("encountered duplicate :{} argument for {}", use.spec->name, described(node)));
    return false;
  }
  if (use.spec->parameter == ValueKind::none) return true;
  const StringValue& zone = node.parameter(use).strings[0];
  if (zone.parts.constant() && !message::parse_zone_offset(zone.parts.literal())) {
    checker.warning(zone.line, fmt::format("specified :zone argument '{}' is not a valid timezone",
                                           shown(zone.parts.literal())));
  }
  return true;
}

void build_date(const Node& node, Builder& builder) {
  builder.emit(std::make_unique<DateTest>(node, true));
}

void build_currentdate(const Node& node, Builder& builder) {
  builder.emit(std::make_unique<DateTest>(node, false));
}

}  // namespace

Extension date_extension() {
  const Parameter part{"date part", ValueKind::string};
  const Parameter keys{"key list", ValueKind::string_list};
  Extension extension;
  extension.name = "date";
  extension.commands = {
      {.name = "date",
       .is_test = true,
       .parameters = {{"header name", ValueKind::string}, part, keys},
       .slots = {kMatchTypeSlot, kComparatorSlot},
       .check = check_date,
       .build = build_date},
      {.name = "currentdate",
       .is_test = true,
       .parameters = {part, keys},
       .slots = {kMatchTypeSlot, kComparatorSlot},
       .check = check_currentdate,
       .build = build_currentdate},
  };
  extension.tags = {
      {.name = "zone",
       .slot = "zone",
       .commands = {"date", "currentdate"},
       .parameter = ValueKind::string,
       .check = check_zone,
       .repeatable = true},
      {.name = "originalzone", .slot = "zone", .commands = {"date"}, .check = check_zone, .repeatable = true},
  };
  return extension;
}

}  // namespace dovetail::lmtp::sieve
