// SPDX-License-Identifier: MIT
#include "libcommon/table/maps/cf_reader.hpp"

#include "libcommon/base/text.hpp"

namespace dovetail::table::maps {
namespace {

std::optional<std::int64_t> seconds_in(char unit) {
  switch (base::to_lower(unit)) {
    case 's':
      return 1;
    case 'm':
      return 60;
    case 'h':
      return 3600;
    case 'd':
      return 86'400;
    case 'w':
      return 604'800;
    default:
      return std::nullopt;
  }
}

}  // namespace

CfReader::CfReader(const CfFile& file, std::vector<Problem>& problems) : file_(file), problems_(problems) {
  problems_.insert(problems_.end(), file.problems.begin(), file.problems.end());
}

const CfFile::Setting* CfReader::take(std::string_view name) {
  known_.emplace(name);
  return file_.find(name);
}

void CfReader::wrong(const CfFile::Setting& setting, std::string text) {
  problems_.push_back({setting.line, true, setting.name + ": " + std::move(text)});
}

std::string CfReader::text(std::string_view name, std::string_view fallback) {
  const auto* setting = take(name);
  return setting ? setting->value : std::string(fallback);
}

std::string CfReader::required(std::string_view name, std::string_view fallback) {
  const auto* setting = take(name);
  std::string value = setting ? setting->value : std::string(fallback);
  if (value.empty())
    problems_.push_back({setting ? setting->line : 0, true, std::string(name) + " must not be empty"});
  return value;
}

std::uint64_t CfReader::number(std::string_view name, std::uint64_t fallback) {
  const auto* setting = take(name);
  if (!setting) return fallback;
  const auto value = base::to_number<std::int64_t>(setting->value);
  if (!value) {
    wrong(*setting, "not a number: " + base::printable(setting->value, 60));
    return fallback;
  }
  return *value < 0 ? 0 : static_cast<std::uint64_t>(*value);
}

std::optional<bool> CfReader::boolean(std::string_view name) {
  const auto* setting = take(name);
  if (!setting || setting->value.empty()) return std::nullopt;
  if (base::equals_ignoring_case(setting->value, "yes")) return true;
  if (base::equals_ignoring_case(setting->value, "no")) return false;
  wrong(*setting, "neither yes nor no: " + base::printable(setting->value, 60));
  return std::nullopt;
}

std::chrono::seconds CfReader::time(std::string_view name, std::chrono::seconds fallback) {
  const auto* setting = take(name);
  if (!setting) return fallback;
  std::string_view digits = setting->value;
  std::int64_t unit = 1;
  if (!digits.empty() && !base::is_digit(digits.back())) {
    const auto seconds = seconds_in(digits.back());
    unit = seconds.value_or(0);
    digits.remove_suffix(1);
  }
  const auto value = base::to_number<std::int32_t>(digits);
  if (!value || *value < 0 || unit == 0) {
    wrong(*setting, "not a time: " + base::printable(setting->value, 60));
    return fallback;
  }
  return std::chrono::seconds(*value * unit);
}

void CfReader::warn_of_unknown() {
  for (const CfFile::Setting& setting : file_.settings) {
    if (known_.insert(setting.name).second) {
      problems_.push_back(
          {setting.line, false, "unknown name, ignored: " + base::printable(setting.name, 60)});
    }
  }
}

}  // namespace dovetail::table::maps
