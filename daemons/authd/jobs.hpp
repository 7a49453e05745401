// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string_view>
#include <variant>

#include "daemons/authd/databases.hpp"
#include "daemons/authd/hashing.hpp"
#include "daemons/authd/system_accounts.hpp"
#include "libcommon/base/clock.hpp"
#include "libcommon/daemon/drain.hpp"
#include "libcommon/event/worker_pool.hpp"

namespace dovetail::authd {

struct JobOptions {
  std::size_t sql_threads = 4;
  std::size_t hash_threads = 2;
  std::size_t hash_queue = 8192;  // comparisons that wait; what comes beyond them is Broken at once
  std::chrono::milliseconds lookup_time{5000};  // a database that takes longer is one that does not answer
  std::size_t argon2_kib =
      256 * 1024;  // memory of all Argon2 computations at one time; one may pass it alone
};

// As many that the connections of one database leave some for the others; 32 at most.
std::size_t sql_threads_for(const sasl::Setup& setup);

// Carries out the questions of exchanges and lookups, each kind where it belongs: the databases, the hashes, the
// system's accounts; owns the `sql` and `hash` workers. Answers may come before the call returns. Loop thread only.
class Jobs final : public daemon::Drain {
 public:
  using Setup = std::shared_ptr<const sasl::Setup>;
  template <class Answer>
  using Done = base::UniqueFunction<void(std::variant<Answer, sasl::Broken>)>;
  using Watch = base::Lifetime::Watch;

  Jobs(event::Loop& loop, const base::Clock& clock, JobOptions options);
  ~Jobs();

  // `key`: whom the queue must treat fairly (the remote address).
  void run(const Setup& setup, sasl::AskSql question, std::string_view key, Watch watch,
           Done<sasl::SqlReply> done) {
    databases_.run(setup, std::move(question), key, std::move(watch), std::move(done));
  }
  void run(sasl::AskSystem question, std::string_view key, Watch watch, Done<sasl::SystemReply> done) {
    accounts_.run(std::move(question), key, std::move(watch), std::move(done));
  }
  std::optional<sasl::password::Outcome> compare_now(const sasl::CheckStored& question,
                                                     const sasl::Subject& subject, bool remember) {
    return hashing_.compare_now(question, subject, remember);
  }
  void run(sasl::CheckStored question, const sasl::Subject& subject, std::string_view key, bool remember,
           Watch watch, Done<sasl::password::Outcome> done) {
    hashing_.run(std::move(question), subject, key, remember, std::move(watch), std::move(done));
  }
  void run(sasl::DeriveCredentials question, std::string_view key, Watch watch,
           Done<std::optional<std::string>> done) {
    hashing_.run(std::move(question), key, std::move(watch), std::move(done));
  }
  // See Databases.
  bool run_later(const Setup& setup, std::size_t database, sasl::BoundQuery query, Databases::Failed failed) {
    return databases_.run_later(setup, database, std::move(query), std::move(failed));
  }

  void forget_logins() { hashing_.forget_logins(); }
  std::size_t hashing() const { return hashing_.waiting(); }

  void shut_down() override { databases_.shut_down(); }
  bool at_rest() const override {
    return sql_workers_.in_work() == 0 && hash_workers_.in_work() == 0 &&
           errand_workers_.in_work() == 0 && accounts_.in_work() == 0 && databases_.at_rest();
  }

 private:
  event::WorkerPool sql_workers_, hash_workers_;
  event::WorkerPool errand_workers_;  // one thread: what nobody waits for delays nobody
  SystemAccounts accounts_;
  Databases databases_;
  Hashing hashing_;
};

}  // namespace dovetail::authd
