// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "daemons/dovetail/command.hpp"
#include "libcommon/base/result.hpp"
#include "libcommon/base/unique_function.hpp"
#include "policy/greylist/commands.hpp"

namespace dovetail::cli {

// The options by which the greylist commands find their store: a configuration file, or Postgrey's --dbdir.
inline constexpr Option kGreylistOptions[] = {
    kConfigOption,
    {0, "dbdir", "DIR", "The store of a dovetail-policyd in Postgrey's place."},
};

// Runs policy::greylist commands: by the daemon's admin socket while it runs, directly on the store (under
// its lock) when it does not. Prints nothing.
class GreylistAccess {
 public:
  virtual ~GreylistAccess() = default;
  using Parameters = std::map<std::string, std::string, std::less<>>;

  // Null: the configuration is wrong (nothing is asked then, least of all another store), or neither the daemon nor the
  // store could be asked. It is said on the console, and `status` is the exit status.
  static std::unique_ptr<GreylistAccess> open(const Invocation& invocation, Console& console, int& status);

  virtual base::Result<policy::greylist::CommandAnswer> run(std::string_view name,
                                                            const Parameters& parameters) = 0;
};

// All records of a kind ("triplets", "clients") that `which` (waiting=1) wants, page by page, to `row`; false from it
// ends the walk. The exit status; errors are printed.
int for_each_record(GreylistAccess& access, std::string_view kind, Console& console,
                    GreylistAccess::Parameters which,
                    base::UniqueFunction<bool(const policy::greylist::CommandRow&)> row);

int status_of_answer(int http_status);

}  // namespace dovetail::cli
