// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libcommon/base/clock.hpp"
#include "sasl/passdb/cache.hpp"
#include "sasl/passdb/rules.hpp"
#include "sasl/request/user_name.hpp"
#include "sasl/settings.hpp"
#include "sasl/sql_settings.hpp"

namespace dovetail::sasl {

// last_login_query and where it runs.
struct LastLoginQuery {
  SqlTemplate query;
  std::size_t database = 0;
};

// How the last user's SCRAM keys came about: unknown users get the same numbers and take as long.
struct ScramHabit {
  std::uint32_t iterations = 4096;  // what `doveadm pw` makes
  bool derived = false;             // made of a clear text
};

// Everything that authentication is configured with, read and checked: shared by all requests that began
// while it was in force. The sources keep state (open files): loop thread only.
struct Setup {
  explicit Setup(Settings given);

  Settings settings;
  std::uint64_t serial;  // tells one setup from the next, for whoever keeps connections
  NameProcessor names;
  std::vector<std::string> mechanisms;  // names in upper case, in the order of auth_mechanisms
  std::vector<std::string> mech_lines;  // for the hello: "PLAIN\tplaintext"
  std::vector<std::unique_ptr<Database>> passdbs, userdbs;
  std::vector<const Database*> users_passdbs, master_passdbs, userdb_chain;  // views of the above
  std::vector<SqlSettings> databases;                                        // AskSql::database counts these
  std::optional<LastLoginQuery> last_login;
  std::unique_ptr<AuthCache> cache;  // null: auth_cache_size = 0
  mutable ScramHabit scram_habit;    // changes behind a setup that is shared as const
  // Before anything is asked in a turn of the loop, which `now` tells from others; once for each turn does.
  void begin_turn(base::MonoTime now) const;
  // A userdb wants the password of a login (%w) after it has succeeded.
  bool userdb_wants_password() const;
  bool offers(const std::string& mechanism) const;
  void index();  // after the databases are complete

 private:
  mutable std::optional<base::MonoTime> turn_;  // sources keep state behind a setup that is shared as const
};

}  // namespace dovetail::sasl
