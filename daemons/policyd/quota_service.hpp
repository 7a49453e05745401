// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <set>
#include <string>

#include "daemons/policyd/quota_setup.hpp"
#include "libcommon/authclient/user_lookups.hpp"
#include "libcommon/base/clock.hpp"
#include "libcommon/base/lifetime.hpp"
#include "libcommon/base/log.hpp"
#include "libcommon/base/unique_function.hpp"
#include "libcommon/daemon/drain.hpp"
#include "libcommon/event/worker_pool.hpp"
#include "libcommon/maildir/disk.hpp"
#include "policy/protocol/request.hpp"
#include "policy/quota_status/query.hpp"

namespace dovetail::policyd {

// Answers quota-status requests: asks the user database on the loop, reads the mailbox on a worker. Loop thread.
class QuotaService final : public daemon::Drain {
 public:
  struct Parts {
    base::Log& log;
    const base::Clock& clock;
    authclient::UserLookups& users;
    event::WorkerPool& disk;
  };
  using Done = base::UniqueFunction<void(std::string_view action)>;

  explicit QuotaService(Parts parts) : parts_(parts) {}
  void use(QuotaConfigRef config) { config_ = std::move(config); }

  // `first_on_connection`: a state other than RCPT is warned about once for each connection.
  void ask(const policy::Request& request, bool& warned, Done done);

  void shut_down() override {}
  bool at_rest() const override { return open_ == 0; }

 private:
  void found(const QuotaConfigRef& config, const policy::quota_status::Query& query, authclient::UserOutcome outcome,
             Done done);
  void answer(Done& done, std::string_view action);
  void fail(const QuotaConfigRef& config, Done& done, std::string_view action, const std::string& problem);

  Parts parts_;
  QuotaConfigRef config_;
  std::size_t open_ = 0;
  base::Lifetime lifetime_;
};

}  // namespace dovetail::policyd
