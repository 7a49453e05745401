// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>

#include "libcommon/base/clock.hpp"
#include "libcommon/daemon/drain.hpp"
#include "libcommon/event/timer.hpp"
#include "libcommon/event/worker_pool.hpp"
#include "sasl/login_memory.hpp"
#include "sasl/passdb/walk.hpp"
#include "sasl/setup.hpp"

namespace dovetail::authd {

struct JobOptions {
  std::size_t sql_threads = 4;
  std::size_t hash_threads = 2;
  std::size_t hash_queue = 8192;  // comparisons that wait; what comes beyond them is Broken at once
  std::chrono::milliseconds lookup_time{5000};  // a database that takes longer is one that does not answer
  std::size_t argon2_kib =
      256 * 1024;  // memory of all Argon2 computations at one time; one may pass it alone
};

// Carries out the questions of exchanges and lookups: on the loop what is quick (local SQLite, cheap schemes,
// logins remembered), on the `sql` and `hash` pools what is not. Answers may come before the call returns.
// Loop thread only.
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
           Done<sasl::SqlReply> done);
  void run(sasl::AskSystem question, std::string_view key, Watch watch, Done<sasl::SystemReply> done);
  void run(sasl::CheckStored question, const sasl::Subject& subject, bool remember, Watch watch,
           Done<sasl::password::Outcome> done);
  void run(sasl::DeriveCredentials question, std::string_view key, Watch watch,
           Done<std::optional<std::string>> done);

  // A statement without rows, nobody waits for it (last_login). False: the queue is full.
  bool run_later(const Setup& setup, std::size_t database, sasl::BoundQuery query, base::Log& log);

  void forget_logins() { memory_.forget_all(); }
  std::size_t hashing() const { return hash_.in_work() + argon2_waiting_.size(); }

  void shut_down() override {}
  bool at_rest() const override { return sql_.in_work() == 0 && hash_.in_work() == 0; }
  void drain();

 private:
  // Those who wait for an answer, by number: a worker carries only the number.
  template <class Answer>
  struct Waiting {
    Watch watch;
    Done<Answer> done;
    base::MonoTime since;
  };
  template <class Answer>
  using WaitingList = std::unordered_map<std::uint64_t, Waiting<Answer>>;
  template <class Answer, class Work>
  void submit(event::WorkerPool& pool, WaitingList<Answer>& list, std::string_view key, Watch watch,
              Done<Answer> done, Work work);
  template <class Answer>
  static void deliver(WaitingList<Answer>& list, std::uint64_t number,
                      std::variant<Answer, sasl::Broken> answer);

  void give_up_late();

  struct Check;
  void check_on_worker(std::uint64_t number);
  void checked(std::uint64_t number, const base::Result<sasl::password::Outcome>& outcome);
  void start_argon2();

  const base::Clock& clock_;
  JobOptions options_;
  sasl::LoginMemory memory_;
  std::uint64_t last_number_ = 0;
  WaitingList<sasl::SqlReply> sql_waiting_;
  WaitingList<sasl::SqlReply> list_waiting_;
  WaitingList<sasl::SystemReply> system_waiting_;
  WaitingList<std::optional<std::string>> derive_waiting_;
  std::unordered_map<std::uint64_t, std::unique_ptr<Check>> checks_;
  std::deque<std::uint64_t> argon2_waiting_;
  std::size_t argon2_running_kib_ = 0;
  base::Lifetime lifetime_;
  event::Timer late_;  // pending while somebody waits for SQL
  event::WorkerPool sql_;
  event::WorkerPool hash_;
};

}  // namespace dovetail::authd
