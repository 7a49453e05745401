// SPDX-License-Identifier: MIT
#include <array>

#include "policy/greylist/command_parts.hpp"
#include "policy/greylist/keys.hpp"
#include "policy/greylist/rules.hpp"

namespace dovetail::policy::greylist {
namespace {

std::string name_or_unknown(const CommandCall& call) {
  const std::string name = call.get("name");
  return name.empty() ? "unknown" : name;
}

std::string entry_text(const WhitelistMatch& match) {
  return std::string(match.reason) + ": " + match.entry->text + " (" + match.entry->file + " line " +
         std::to_string(match.entry->line) + ")\n";
}

std::string never_text(const ListEntry& entry) {
  return "never auto-whitelisted: " + entry.text + " (" + entry.file + " line " + std::to_string(entry.line) +
         ")\n";
}

std::string client_part(const Settings& settings, const ClientEntry& entry, std::int64_t now) {
  if (settings.awl_threshold <= 0) return "auto-whitelist: off\n";
  if (!entry.count || expired(settings, *entry.count, now)) {
    return "auto-whitelist: client " + entry.key + " is not counted yet\n";
  }
  return "auto-whitelist: client " + entry.key + " has " + std::to_string(entry.count->count) + " of " +
         std::to_string(settings.awl_threshold) + "\n";
}

std::string greylisted_text(const Sighting& seen, std::int64_t now) {
  return "  it passes when it comes back at or after " + time_text(now + seen.left) + " (in " +
         duration_text(seen.left) + ")\n";
}

// As if the mail came now; nothing is stored.
std::string triplet_part(const Settings& settings, TripletEntry entry, std::int64_t now) {
  std::string text = "triplet: " + entry.key + "\n";
  const bool known = entry.times && !expired(settings, *entry.times, now);
  const std::int64_t first = known ? entry.times->first : now;
  const Sighting seen = see_triplet(settings, entry, now);
  if (known) text += "  first seen " + time_text(first) + ", " + duration_text(now - first) + " ago\n";
  switch (seen.kind) {
    case Sighting::Kind::fresh:
      text += known && first != now
                  ? "  greylisted: its retry window of " + duration_text(settings.retry_window.count()) +
                        " is over, it begins anew\n"
                  : "  greylisted: not known\n";
      return text + greylisted_text(seen, now);
    case Sighting::Kind::early_retry:
      return text + "  greylisted: came back too early\n" + greylisted_text(seen, now);
    case Sighting::Kind::first_pass:
      return text + "  passes for the first time, with a header, and counts for the client\n";
    case Sighting::Kind::pass:
      return text + "  passes: it did so before; is forgotten when unseen for " +
             duration_text(settings.max_age.count()) + "\n";
  }
  return text;
}

}  // namespace

CommandAnswer explain(const CommandContext& c) {
  const auto client = IpAddress::parse(c.call.get("client"));
  if (!client) return {400, "client= must be an IP address\n"};
  const Settings& settings = c.rules.settings;
  const std::string name = name_or_unknown(c.call);
  if (const auto match = c.rules.lists->find(name, client, c.call.get("sender"), c.call.get("recipient"))) {
    return {200, "passes by " + entry_text(*match)};
  }
  std::array<ClientEntry, 1> known;
  std::array<TripletEntry, 1> triplet;
  known[0].key = client_key(settings, *client);
  triplet[0].key = triplet_key(settings, *client, c.call.get("sender"), c.call.get("recipient"));
  auto read = c.store.read_clients(known);
  if (read) read = c.store.read_triplets(triplet);
  if (read) read = c.store.commit({}, {});
  if (!read) return store_failed(read.error());
  std::string text = "whitelists: no entry matches\n";
  if (const ListEntry* never = c.rules.lists->never_auto_whitelist(name, *client)) {
    text += never_text(*never);
  } else {
    text += client_part(settings, known[0], c.now);
    if (is_known_client(settings, known[0], c.now)) return {200, text + "  passes: the client is trusted\n"};
  }
  return {200, text + triplet_part(settings, triplet[0], c.now)};
}

CommandAnswer show_whitelist_entry(const CommandContext& c) {
  const auto client = IpAddress::parse(c.call.get("client"));
  const std::string name = name_or_unknown(c.call);
  std::string text;
  if (const auto match = c.rules.lists->find(name, client, c.call.get("sender"), c.call.get("recipient"))) {
    text += entry_text(*match);
  }
  if (client) {
    if (const ListEntry* never = c.rules.lists->never_auto_whitelist(name, *client))
      text += never_text(*never);
  }
  return text.empty() ? CommandAnswer{404, "no entry matches\n"} : CommandAnswer{200, text};
}

}  // namespace dovetail::policy::greylist
