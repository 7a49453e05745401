// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "daemons/authd/local_reads.hpp"
#include "libcommon/base/clock.hpp"
#include "libcommon/event/timer.hpp"
#include "libcommon/event/worker_pool.hpp"
#include "libcommon/sqlpool/pool.hpp"
#include "sasl/passdb/source.hpp"
#include "sasl/setup.hpp"

namespace dovetail::authd {

// Asks the databases of a setup: one or two rows of SQLite on the loop, of MariaDB beside it on connections of
// their own, and on the `sql` workers what may take its time (a locked file, a slow query, lists of all users). Loop
// thread only.
class Databases {
 public:
  using Setup = std::shared_ptr<const sasl::Setup>;
  using Done = base::UniqueFunction<void(std::variant<sasl::SqlReply, sasl::Broken>)>;

  struct Workers {
    event::WorkerPool& lookups;
    event::WorkerPool& errands;
  };
  // `patience`: a lookup that takes longer is answered as Broken. The workers must end before this does.
  Databases(event::Loop& loop, const base::Clock& clock, Workers workers, std::chrono::milliseconds patience);
  ~Databases();

  // `key`: whom the workers' queue must treat fairly. The answer may come before the call returns; it is
  // dropped when `watch` has died.
  void run(const Setup& setup, sasl::AskSql question, std::string_view key, base::Lifetime::Watch watch,
           Done done);
  // A statement without rows, nobody waits for it (last_login); it has a thread and a connection of its own. `failed`
  // is called on the loop if it fails. False: too many wait, and it is dropped. After shut_down() those that wait have
  // a second left; what has not begun then is dropped in silence.
  using Failed = base::UniqueFunction<void(const base::Error&)>;
  bool run_later(const Setup& setup, std::size_t database, sasl::BoundQuery query, Failed failed);

  void shut_down();

  std::size_t waiting() const { return lookups_.size() + lists_.size(); }
  bool at_rest() const;

 private:
  struct Waiting {
    base::Lifetime::Watch watch;
    Done done;
    base::MonoTime since;
  };
  using WaitingList = std::unordered_map<std::uint64_t, Waiting>;
  class Lookup;
  class Statement;
  class Errand;
  // The MariaDB connections of one database of one setup.
  struct Server {
    std::weak_ptr<const sasl::Setup> setup;
    std::unique_ptr<sqlpool::Pool> lookups;
    std::unique_ptr<sqlpool::Pool> statements;
    sqlpool::Pool::Limits lookup_limits, statement_limits;
  };
  using ServerKey = std::pair<std::uint64_t, std::size_t>;  // serial of the setup, number of the database

  Server& server(const Setup& setup, std::size_t database);
  void ask_server(const Setup& setup, sasl::AskSql question, std::uint64_t number);
  void ask_worker(const Setup& setup, sasl::AskSql question, std::string_view key, WaitingList& list,
                  std::uint64_t number);
  static void deliver(WaitingList& list, std::uint64_t number,
                      std::variant<sasl::SqlReply, sasl::Broken> answer);
  bool is_left_to_workers(const Setup& setup, std::size_t database) const;
  void look_around();
  void give_up_late();

  event::Loop& loop_;
  const base::Clock& clock_;
  Workers workers_;
  const std::chrono::milliseconds patience_;
  LocalReads local_;
  std::uint64_t last_number_ = 0;
  WaitingList lookups_;
  WaitingList lists_;
  std::map<ServerKey, std::unique_ptr<Server>> servers_;
  std::map<ServerKey, base::MonoTime> slow_until_;  // SQLite: the loop met a lock or a slow query a moment ago
  event::Timer look_timer_;  // pending while somebody waits or a connection is open
  event::Timer end_timer_;
  std::atomic<bool> errands_over_{false};
  base::Lifetime lifetime_;
};

}  // namespace dovetail::authd
