// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <ctime>
#include <optional>

#include "libcommon/base/text.hpp"
#include "policy/greylist/command_parts.hpp"
#include "policy/greylist/keys.hpp"
#include "policy/greylist/limits.hpp"
#include "policy/greylist/rules.hpp"

namespace dovetail::policy::greylist {
namespace {

// The record that client= (and sender= with recipient=) names: a triplet if a recipient is given.
struct Named {
  bool triplet = false;
  std::string key;
};

std::optional<Named> named(const CommandContext& c) {
  if (const std::string key = c.call.get("key"); !key.empty()) {
    return Named{key.find('/') != std::string::npos || c.call.get("kind") == "triplet", key};
  }
  const auto client = IpAddress::parse(c.call.get("client"));
  if (!client) return std::nullopt;
  if (!c.call.parameters.contains("recipient")) return Named{false, client_key(c.rules.settings, *client)};
  return Named{true, triplet_key(c.rules.settings, *client, c.call.get("sender"), c.call.get("recipient"))};
}

CommandAnswer wrong_name() {
  return {400, "client= must be an IP address; a triplet has sender= and recipient=, too\n"};
}

// Both kinds of record in arrays of one, as the store takes them.
struct One {
  std::array<ClientEntry, 1> client;
  std::array<TripletEntry, 1> triplet;
};

base::Result<void> read(Store& store, const Named& name, One& one) {
  one.client[0].key = one.triplet[0].key = name.key;
  return name.triplet ? store.read_triplets(one.triplet) : store.read_clients(one.client);
}

std::string triplet_text(const Settings& settings, const TripletEntry& entry, std::int64_t now) {
  std::string text = "triplet " + entry.key + "\n";
  if (!entry.times || expired(settings, *entry.times, now)) return text + "  not known\n";
  const std::int64_t left = settings.delay.count() - (now - entry.times->first);
  const bool passed = has_passed(settings, *entry.times);
  text += "  first seen " + time_text(entry.times->first) + "\n  last seen  " + time_text(entry.times->last) +
          "\n";
  return text + (passed     ? "  has passed\n"
                 : left > 0 ? "  waits " + duration_text(left) + " more\n"
                            : "  passes at its next try\n");
}

std::string client_text(const Settings& settings, const ClientEntry& entry, std::int64_t now) {
  std::string text = "client " + entry.key + "\n";
  if (!entry.count || expired(settings, *entry.count, now)) return text + "  not counted\n";
  text += "  " + std::to_string(entry.count->count) + " times, last " + time_text(entry.count->last) + "\n";
  return text + (is_known_client(settings, entry, now) ? "  on the auto-whitelist\n" : "");
}

}  // namespace

CommandAnswer show_record(const CommandContext& c) {
  const auto name = named(c);
  if (!name) return wrong_name();
  One one;
  auto done = read(c.store, *name, one);
  if (done) done = c.store.commit({}, {});
  if (!done) return store_failed(done.error());
  const bool known = name->triplet ? one.triplet[0].times.has_value() : one.client[0].count.has_value();
  const Settings& settings = c.rules.settings;
  return {known ? 200 : 404, name->triplet ? triplet_text(settings, one.triplet[0], c.now)
                                           : client_text(settings, one.client[0], c.now)};
}

CommandAnswer allow_record(const CommandContext& c) {
  const auto name = named(c);
  if (!name) return wrong_name();
  One one;
  if (auto done = read(c.store, *name, one); !done) return store_failed(done.error());
  const Settings& settings = c.rules.settings;
  one.triplet[0].times = TripletTimes{c.now - settings.delay.count(), c.now};
  one.triplet[0].changed = one.triplet[0].restarted = true;
  one.client[0].count = ClientCount{std::max<std::int64_t>(settings.awl_threshold, 1), c.now};
  one.client[0].changed = true;
  auto stored = name->triplet ? c.store.commit({}, one.triplet) : c.store.commit(one.client, {});
  if (!stored) return store_failed(stored.error());
  return {200, "allowed " + name->key + "\n"};
}

CommandAnswer forget_record(const CommandContext& c) {
  const auto name = named(c);
  if (!name) return wrong_name();
  One one;
  if (auto done = read(c.store, *name, one); !done) return store_failed(done.error());
  if (name->triplet ? !one.triplet[0].times : !one.client[0].count) {
    if (auto done = c.store.commit({}, {}); !done) return store_failed(done.error());
    return {404, "not known " + name->key + "\n"};
  }
  const std::vector<std::string> keys{name->key};
  const std::vector<std::string> none;
  auto done = name->triplet ? c.store.forget(none, keys) : c.store.forget(keys, none);
  if (!done) return store_failed(done.error());
  return {200, "forgotten " + name->key + "\n"};
}

CommandAnswer import_rows(const CommandContext& c) {
  std::vector<ClientEntry> clients;
  std::vector<TripletEntry> triplets;
  std::size_t wrong = 0;
  const std::string rows = c.call.get("rows");
  for (const std::string_view line : base::split(rows, '\n')) {
    if (line.empty()) continue;
    const auto row = line.size() > 2 ? parse_command_row(line.substr(2)) : std::nullopt;
    if (!row || row->key.size() > kMaxKey) {
      ++wrong;
    } else if (line.starts_with("T\t")) {
      auto& entry = triplets.emplace_back();
      entry.key = row->key;
      entry.times = TripletTimes{row->first, row->second};
    } else if (line.starts_with("C\t")) {
      auto& entry = clients.emplace_back();
      entry.key = row->key;
      entry.count = ClientCount{row->first, row->second};
    } else {
      ++wrong;
    }
  }
  // What is there already is replaced: the import is the truth about the past.
  const auto new_triplets = triplets;
  const auto new_clients = clients;
  auto done = c.store.read_clients(clients);
  if (done) done = c.store.read_triplets(triplets);
  for (std::size_t i = 0; i < clients.size(); ++i) {
    clients[i].count = new_clients[i].count;
    clients[i].changed = true;
  }
  for (std::size_t i = 0; i < triplets.size(); ++i) {
    triplets[i].times = new_triplets[i].times;
    triplets[i].changed = triplets[i].restarted = true;
  }
  if (done) done = c.store.commit(clients, triplets);
  if (!done) return store_failed(done.error());
  return {200, std::to_string(triplets.size()) + " triplets, " + std::to_string(clients.size()) +
                   " clients, " + std::to_string(wrong) + " unreadable\n"};
}

std::string time_text(std::int64_t unix_seconds) {
  const std::time_t time = static_cast<std::time_t>(unix_seconds);
  std::tm local{};
  ::localtime_r(&time, &local);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &local)};
}

std::string duration_text(std::int64_t seconds) {
  const auto part = [](std::int64_t count, const char* unit) { return std::to_string(count) + " " + unit; };
  if (seconds < 60) return part(seconds, "s");
  if (seconds < 3600) return part(seconds / 60, "min") + (seconds % 60 ? " " + part(seconds % 60, "s") : "");
  if (seconds < 2 * 86400)
    return part(seconds / 3600, "h") + (seconds / 60 % 60 ? " " + part(seconds / 60 % 60, "min") : "");
  return part(seconds / 86400, "days");
}

}  // namespace dovetail::policy::greylist
