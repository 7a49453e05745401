// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "libcommon/authclient/user_lookups.hpp"
#include "libcommon/base/clock.hpp"

namespace dovetail::authclient {

// One question that waits for its answer.
struct PendingLookup {
  enum class Kind { user, credentials, list };
  using Names = base::Result<std::vector<std::string>>;
  using Outcome = std::variant<UserOutcome, Names>;

  Kind kind = Kind::user;
  std::string subject;  // user name or mask
  LookupContext context;
  base::Lifetime::Watch watch;
  UserLookups::Done done;
  UserLookups::ListDone list_done;
  base::MonoTime deadline;
  int failures = 0;  // broken connections and refused ones that it has seen

  Outcome failed(base::Error error) const;
  void answer(Outcome outcome);  // if its watch lives
};

}  // namespace dovetail::authclient
