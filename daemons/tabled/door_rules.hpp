// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/types.h>

#include "libcommon/config/declarations.hpp"
#include "libcommon/config/findings.hpp"
#include "libcommon/config/listeners.hpp"
#include "libcommon/event/peer.hpp"
#include "libcommon/table/answer.hpp"

namespace dovetail::tabled {

// What a listener's block of `service tables {}` says besides its address:
//   type = socketmap (default) | tcp_table
//   table = NAME            tcp_table: the one map it serves
//   tables = NAME …         socketmap: serve these only
//   allow_users = NAME …    unix: only processes of these users, names or numbers
struct DoorRules {
  bool tcp_table = false;
  std::string table;
  std::vector<std::string> tables;  // empty: all
  bool restricted = false;          // allow_users is written: nobody else, even if no name of it is known
  std::vector<uid_t> users;
  bool over_network = false;
  std::optional<std::chrono::milliseconds> idle_limit;

  bool serves(std::string_view map) const;
  bool admits(const event::Peer& peer) const;
  table::Answer refusal(std::string_view map) const;
};

// The options below, for manual and sample; `section` is unix_listener or inet_listener.
config::Declarations listener_declarations(const char* section);

DoorRules read_door_rules(const config::Listener& listener, config::Findings& findings);

// The rules of each listener, read once.
class DoorRuleBook {
 public:
  const DoorRules& of(const config::Listener& listener);

 private:
  std::vector<std::pair<const config::Listener*, std::unique_ptr<DoorRules>>> rules_;  // few: no index
};

}  // namespace dovetail::tabled
