// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "libcommon/base/clock.hpp"
#include "policy/greylist/rulebook.hpp"
#include "policy/greylist/store.hpp"

namespace dovetail::policy::greylist {

// What an administrator asks of a store: by the daemon's admin socket (/greylist/NAME) while it runs, else
// directly. One step each, short enough to stand between two batches; long lists come in pages.
struct CommandCall {
  std::map<std::string, std::string, std::less<>> parameters;
  std::string get(std::string_view name) const;  // "" where it is not given
};
struct CommandAnswer {
  int status = 200;  // as HTTP's: 400 wrong parameters, 404 not known, 503 the store failed
  std::string text;
};

// - triplets, clients: cursor=; rows "KEY TAB FIRST TAB LAST" (clients: COUNT TAB LAST), keys TAB-escaped, then
//   "NEXT TAB CURSOR" if there is more; waiting=1: only triplets that have not passed
// - show, forget, allow: client=, and sender= with recipient= for a triplet; 404 where nothing is known
// - explain: client=, name=, sender=, recipient=: which rule decides, what comes next and when
// - whitelist: client= or name=, sender=, recipient=: the entry that matches
// - import: rows= lines as triplets ("T TAB …") and clients ("C TAB …") give them
CommandAnswer run_command(std::string_view name, const CommandCall& call, Store& store, const Rulebook& rules,
                          base::WallTime clock);
// Does it change the store (POST), or only look (GET)? Nothing: no such command.
enum class CommandKind { none, looks, changes };
CommandKind command_kind(std::string_view name);

// A row of `triplets` and `clients`, written and read.
std::string command_row(std::string_view key, std::int64_t first, std::int64_t second);
struct CommandRow {
  std::string key;
  std::int64_t first = 0;
  std::int64_t second = 0;
};
std::optional<CommandRow> parse_command_row(std::string_view line);

}  // namespace dovetail::policy::greylist
