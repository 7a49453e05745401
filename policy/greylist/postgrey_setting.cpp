// SPDX-License-Identifier: MIT
// The options of Postgrey that set a member of Settings.
#include <algorithm>
#include <array>
#include <optional>

#include "libcommon/base/text.hpp"
#include "policy/greylist/postgrey_options.hpp"

namespace dovetail::policy::greylist {
namespace {

using Set = bool (*)(Settings&, std::string_view);

// Postgrey reads numbers by Getopt::Long's "=i": a sign is allowed. 0 counts as not given for most.
std::optional<std::int64_t> number(std::string_view value) {
  if (value.starts_with('+')) value.remove_prefix(1);
  return base::to_number<std::int64_t>(value);
}

template <class Apply>
bool with_number(std::string_view value, Apply apply) {
  const auto parsed = number(value);
  if (!parsed || *parsed < 0 || *parsed > 1'000'000'000) return false;
  if (*parsed != 0) apply(*parsed);
  return true;
}

bool set_delay(Settings& s, std::string_view value) {
  return with_number(value, [&](std::int64_t n) { s.delay = std::chrono::seconds(n); });
}

bool set_max_age(Settings& s, std::string_view value) {
  return with_number(value, [&](std::int64_t n) { s.max_age = std::chrono::hours(24) * n; });
}

bool set_retry_window(Settings& s, std::string_view value) {
  const bool hours = value.ends_with('h') || value.ends_with('H');
  if (hours) value.remove_suffix(1);
  if (value.empty() || !std::all_of(value.begin(), value.end(), base::is_digit)) return false;
  const auto count = number(value);
  if (!count || *count > 1'000'000) return false;
  s.retry_window = std::chrono::hours(hours ? 1 : 24) * *count;
  return true;
}

bool set_threshold(Settings& s, std::string_view value) {
  if (value.empty()) return true;  // "--auto-whitelist-clients": the default
  const auto parsed = number(value);
  if (!parsed || *parsed < 0) return false;
  s.awl_threshold = *parsed;
  return true;
}

template <unsigned kMost>
bool set_prefix(unsigned& member, std::string_view value) {
  return with_number(
      value, [&](std::int64_t n) { member = static_cast<unsigned>(std::min<std::int64_t>(n, kMost)); });
}

struct Entry {
  SettingOption option;
  Set set;
};

constexpr std::array kEntries = std::to_array<Entry>({
    {{"verbose", false}, [](Settings& s, std::string_view) { return s.verbose = true; }},
    {{"quiet", false}, [](Settings& s, std::string_view) { return s.quiet = true; }},
    {{"delay", true}, set_delay},
    {{"max-age", true}, set_max_age},
    {{"retry-window", true}, set_retry_window},
    {{"greylist-action", true}, [](Settings& s, std::string_view v) { s.action = v; return true; }},
    {{"greylist-text", true}, [](Settings& s, std::string_view v) { s.text = v; return true; }},
    {{"lookup-by-subnet", false}, [](Settings&, std::string_view) { return true; }},
    {{"lookup-by-host", false}, [](Settings& s, std::string_view) { return s.lookup_by_host = true; }},
    {{"ipv4cidr", true}, [](Settings& s, std::string_view v) { return set_prefix<32>(s.ipv4_prefix, v); }},
    {{"ipv6cidr", true}, [](Settings& s, std::string_view v) { return set_prefix<128>(s.ipv6_prefix, v); }},
    {{"privacy", false}, [](Settings& s, std::string_view) { return s.privacy = true; }},
    {{"hostname", true}, [](Settings& s, std::string_view v) { s.hostname = v; return true; }},
    {{"exim", false}, [](Settings& s, std::string_view) { return s.exim = true; }},
    {{"whitelist-clients", true}, [](Settings& s, std::string_view v) { s.client_lists.emplace_back(v); return true; }},
    {{"whitelist-recipients", true}, [](Settings& s, std::string_view v) { s.recipient_lists.emplace_back(v); return true; }},
    {{"auto-whitelist-clients", true}, set_threshold},
    {{"x-greylist-header", true}, [](Settings& s, std::string_view v) { s.header = v; return true; }},
});

}  // namespace

std::span<const SettingOption> setting_options() {
  static const std::array options = [] {
    std::array<SettingOption, kEntries.size()> all{};
    std::transform(kEntries.begin(), kEntries.end(), all.begin(),
                   [](const Entry& entry) { return entry.option; });
    return all;
  }();
  return options;
}

base::Result<void> apply_postgrey_option(Settings& settings, std::string_view name, std::string_view value) {
  const auto found = std::find_if(kEntries.begin(), kEntries.end(),
                                  [&](const Entry& entry) { return entry.option.name == name; });
  if (found == kEntries.end())
    return base::Unexpected(base::permanent("Unknown option: " + std::string(name)));
  if (found->set(settings, value)) return {};
  if (name == "retry-window") {
    return base::Unexpected(
        base::permanent("ERROR: --retry-window must be either a number of days or a number\n"
                        "       followed by 'h' for hours ('6h' for example)."));
  }
  return base::Unexpected(base::permanent("Value \"" + std::string(value) + "\" invalid for option " +
                                          std::string(name) + " (number expected)"));
}

}  // namespace dovetail::policy::greylist
