// SPDX-License-Identifier: MIT
#include "daemons/tabled/door_rules.hpp"

#include <algorithm>

#include "libcommon/base/text.hpp"
#include "libcommon/config/typed.hpp"
#include "libcommon/daemon/privileges.hpp"

namespace dovetail::tabled {

bool DoorRules::serves(std::string_view map) const {
  return tables.empty() || std::find(tables.begin(), tables.end(), map) != tables.end();
}

bool DoorRules::admits(const event::Peer& peer) const {
  if (!restricted) return true;
  return peer.credentials && std::find(users.begin(), users.end(), peer.credentials->uid) != users.end();
}

table::Answer DoorRules::refusal(std::string_view map) const {
  const std::string text = "map " + base::printable(map, 100) + " is not served on this listener";
  return base::Unexpected(base::Error{base::ErrorKind::permanent, 0, text, text});
}

config::Declarations listener_declarations(const char* section) {
  return {"listeners of service tables",
          section,
          {{"table", "name", "", "The one table that a tcp_table listener serves."},
           {"tables", "list", "", "Tables that a socketmap listener serves; empty: all."},
           {"allow_users", "list", "",
            "Users, by name or number, whose processes may ask on a unix socket; empty: whom its mode lets "
            "in."}}};
}

DoorRules read_door_rules(const config::Listener& listener, config::Findings& findings) {
  DoorRules rules;
  rules.over_network = listener.kind == config::Listener::Kind::inet;
  if (listener.type == "tcp_table") {
    rules.tcp_table = true;
  } else if (!listener.type.empty() && listener.type != "socketmap") {
    findings.error(listener.where, "type = " + listener.type + ": use socketmap or tcp_table");
  }
  rules.table = listener.option("table");
  rules.tables = config::parse_words(listener.option("tables"));
  if (rules.tcp_table == rules.table.empty()) {
    findings.error(listener.where, rules.tcp_table
                                       ? "a tcp_table listener serves one table: table = NAME is missing"
                                       : "table = NAME is for tcp_table listeners; use tables = NAME …");
  }
  for (const std::string& name : config::parse_words(listener.option("allow_users"))) {
    rules.restricted = true;
    if (auto id = daemon::user_id(name)) {
      rules.users.push_back(*id);
    } else {
      findings.error(listener.where, "allow_users: " + id.error().detail);
    }
  }
  for (const config::Setting& setting : listener.options) {
    if (setting.key != "table" && setting.key != "tables" && setting.key != "allow_users") {
      findings.error(setting.where, "Unknown setting of a tables listener: " + setting.key);
    }
  }
  return rules;
}

const DoorRules& DoorRuleBook::of(const config::Listener& listener) {
  for (const auto& [of, rules] : rules_) {
    if (of == &listener) return *rules;
  }
  config::Findings told_at_start;
  rules_.emplace_back(&listener, std::make_unique<DoorRules>(read_door_rules(listener, told_at_start)));
  return *rules_.back().second;
}

}  // namespace dovetail::tabled
