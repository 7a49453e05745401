// SPDX-License-Identifier: MIT
#include <algorithm>
#include <iterator>

#include "daemons/dovetail/table_commands.hpp"
#include "daemons/dovetail/table_source.hpp"
#include "libcommon/base/text.hpp"
#include "libcommon/table/derived_keys.hpp"

namespace dovetail::cli {
namespace {

using table::Keys;

constexpr Option kOptions[] = {
    kConfigOption,
    {'k', "keys", "WAY",
     "address, transport, domain, access-address, access-host or exact; else by the table's name."},
    {'d', "recipient-delimiter", "BYTES", "Postfix's recipient_delimiter, if not as configured."},
    {0, "dot-parents", "", "Parent domains with a leading dot (not in parent_domain_matches_subdomains)."},
    {0, "bare-parents", "", "Parent domains without one, also for transport (in that parameter)."},
    {0, "show-secrets", "", "Also print the results of tables of credentials."}};

struct Way {
  std::string_view name;
  Keys keys;
};
constexpr Way kWays[] = {{"exact", Keys::exact},
                         {"address", Keys::address},
                         {"transport", Keys::transport},
                         {"domain", Keys::domain},
                         {"access-address", Keys::access_address},
                         {"access-host", Keys::access_host}};

// What Postfix would ask, guessed from the name that a table of this purpose usually has.
Keys guessed(std::string_view name, std::string_view key) {
  const std::string lower = base::lowered(name);
  const auto has = [&lower](const char* part) { return lower.find(part) != std::string::npos; };
  if (has("transport")) return Keys::transport;
  if (has("relay") && !has("recipient")) return Keys::domain;
  if (has("domain") || has("network")) return Keys::exact;
  if (has("access"))
    return key.find('@') != std::string_view::npos ? Keys::access_address : Keys::access_host;
  return Keys::address;
}

std::string shown(const std::string& reply, bool hidden) {
  if (status_of_reply(reply) == kSuccess && hidden) return "OK (hidden: the table holds credentials)";
  return std::string(base::trimmed(reply));
}

int run_trace(const Invocation& invocation, Console& console) {
  const std::string& name = invocation.arguments[0];
  const std::string& key = invocation.arguments[1];
  TableSource source(invocation, console);
  const auto map = source.map(name);
  if (!map) {
    if (source.unreadable()) return kNoInput;
    console.err("no such map " + name);
    return kConfiguration;
  }
  Keys keys = map->keys != Keys::exact ? map->keys : guessed(name, key);
  if (const auto way = invocation.value("keys")) {
    const auto at =
        std::find_if(std::begin(kWays), std::end(kWays), [&](const Way& w) { return w.name == *way; });
    if (at == std::end(kWays)) {
      console.err("unknown way " + *way);
      return kUsage;
    }
    keys = at->keys;
  }
  table::KeyRules rules = map->rules;
  rules.recipient_delimiter = invocation.value("recipient-delimiter").value_or(rules.recipient_delimiter);
  if (keys != map->keys) rules.dot_parents = table::has_dot_parents(keys);
  if (invocation.has("dot-parents")) rules.dot_parents = true;
  if (invocation.has("bare-parents")) rules.dot_parents = false;
  const auto way =
      std::find_if(std::begin(kWays), std::end(kWays), [&](const Way& w) { return w.keys == keys; });
  console.out("# keys = " + std::string(way->name));
  const bool hidden = map->secret && !invocation.has("show-secrets");
  for (const table::DerivedKey& derived : table::derived_keys(keys, rules, key)) {
    const std::string reply = source.ask(name, derived.key, true);
    console.out(derived.key + "\t" + shown(reply, hidden));
    if (status_of_reply(reply) != kNotFound) return status_of_reply(reply);
  }
  return kNotFound;
}

}  // namespace

const Command kTableTrace = {
    "table",  "trace",  "NAME ADDRESS", 2, 2, "Every key Postfix would ask for an address, and the answers.",
    kOptions, run_trace};

}  // namespace dovetail::cli
