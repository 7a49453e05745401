// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "daemons/lmtpd/delivery.hpp"
#include "daemons/lmtpd/setup.hpp"
#include "daemons/lmtpd/user_slots.hpp"
#include "libcommon/authclient/user_lookups.hpp"
#include "libcommon/base/clock.hpp"
#include "libcommon/base/lifetime.hpp"
#include "libcommon/base/log.hpp"
#include "libcommon/event/worker_pool.hpp"
#include "libcommon/maildir/disk.hpp"
#include "lmtp/envelope.hpp"
#include "lmtp/outcome.hpp"

namespace dovetail::lmtpd {

// Decides at RCPT: asks the user database, makes the mail user, counts deliveries in work, looks at the quota
// where that is wanted. Only "no such user" refuses for good; whatever else is wrong is temporary. Loop
// thread.
class Recipients {
 public:
  struct Parts {
    base::Log& log;
    const base::Clock& clock;
    authclient::UserLookups& users;
    event::WorkerPool& disk;
    dovetail::maildir::Disk& files;
  };
  explicit Recipients(Parts parts) : parts_(parts) {}

  // `done` comes once, from the loop, while `watch` lives; with a Resolved where the outcome is accepted.
  using Done = base::UniqueFunction<void(lmtp::Outcome, std::optional<Resolved>)>;
  void resolve(ConfigRef config, const authclient::LookupContext& context, const lmtp::Recipient& recipient,
               base::Lifetime::Watch watch, Done done);

 private:
  void found(const ConfigRef& config, const std::string& name, const std::string& detail,
             authclient::UserOutcome outcome, base::Lifetime::Watch watch, Done done);
  void check_quota(const ConfigRef& config, Resolved resolved, base::Lifetime::Watch watch, Done done);

  Parts parts_;
  UserSlots slots_;
  base::Lifetime lifetime_;
};

}  // namespace dovetail::lmtpd
