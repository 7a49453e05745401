// SPDX-License-Identifier: MIT
#include "policy/greylist/remembered_settings.hpp"

#include <array>
#include <chrono>
#include <memory>
#include <type_traits>
#include <utility>

#include "libcommon/base/text.hpp"
#include "libcommon/sql/sqlite.hpp"

namespace dovetail::policy::greylist {
namespace {

constexpr std::string_view kName = "settings";

// Calls `number(name, member)` and `list(name, member)` for each of them.
template <class SettingsRef, class Number, class List>
void for_each(SettingsRef& s, Number number, List list) {
  number("delay", s.delay);
  number("retry_window", s.retry_window);
  number("max_age", s.max_age);
  number("lookup_by_host", s.lookup_by_host);
  number("ipv4_prefix", s.ipv4_prefix);
  number("ipv6_prefix", s.ipv6_prefix);
  number("awl_threshold", s.awl_threshold);
  number("awl_ipv4_prefix", s.awl_ipv4_prefix);
  number("awl_ipv6_prefix", s.awl_ipv6_prefix);
  number("privacy", s.privacy);
  list("client_list", s.client_lists);
  list("recipient_list", s.recipient_lists);
  list("sender_list", s.sender_lists);
  list("never_awl_list", s.never_awl_lists);
}

base::Result<std::unique_ptr<sql::Database>> open(const Settings& settings) {
  return sql::open_sqlite({.path = settings.database,
                           .access = sql::SqliteOptions::Access::write,
                           .busy_timeout = std::chrono::milliseconds(1500),
                           .cache_kib = 64});
}

base::Result<std::string> read(sql::Database& database) {
  auto row = database.prepare("SELECT value FROM greylist_meta WHERE name = ?");
  if (!row) return base::Unexpected(std::move(row).error());
  const auto found = row->bind_all(kName).step();
  if (!found) return base::Unexpected(found.error());
  return *found ? std::string(row->text(0)) : std::string();
}

}  // namespace

std::string settings_text(const Settings& settings) {
  std::string text;
  const auto line = [&](std::string_view name, std::string_view value) {
    if (value.find('\n') == std::string_view::npos) text.append(name).append("=").append(value).append("\n");
  };
  for_each(
      settings,
      [&](std::string_view name, const auto& member) {
        if constexpr (requires { member.count(); }) {
          line(name, std::to_string(member.count()));
        } else {
          line(name, std::to_string(member));
        }
      },
      [&](std::string_view name, const std::vector<std::string>& files) {
        for (const std::string& file : files) {
          line(name, file);
        }
      });
  return text;
}

void read_settings_text(std::string_view text, Settings& settings) {
  if (text.empty()) return;
  for_each(
      settings, [](std::string_view, auto&) {},
      [](std::string_view, std::vector<std::string>& files) { files.clear(); });
  for (const std::string_view line : base::split(text, '\n')) {
    const auto pair = base::split_once(line, '=');
    if (!pair) continue;
    for_each(
        settings,
        [&](std::string_view name, auto& member) {
          const auto value = base::to_number<std::int64_t>(pair->second);
          if (name != pair->first || !value || *value < 0) return;
          member = static_cast<std::remove_reference_t<decltype(member)>>(*value);
        },
        [&](std::string_view name, std::vector<std::string>& files) {
          if (name == pair->first) files.emplace_back(pair->second);
        });
  }
}

base::Result<void> remember_settings(const Settings& settings) {
  auto database = open(settings);
  if (!database) return base::Unexpected(std::move(database).error());
  const auto known = read(**database);
  if (!known) return base::Unexpected(known.error());
  const std::string text = settings_text(settings);
  if (*known == text) return {};
  auto put = (*database)->prepare("INSERT OR REPLACE INTO greylist_meta (name, value) VALUES (?, ?)");
  if (!put) return base::Unexpected(std::move(put).error());
  return put->bind(1, kName).bind_blob(2, text).execute();
}

void recall_settings(Settings& settings) {
  const auto database = open(settings);
  if (!database) return;
  if (const auto known = read(**database)) read_settings_text(*known, settings);
}

}  // namespace dovetail::policy::greylist
