// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>

#include "daemons/authd/fair_queue.hpp"
#include "libcommon/event/worker_pool.hpp"
#include "sasl/login_memory.hpp"
#include "sasl/passdb/walk.hpp"

namespace dovetail::authd {

// Compares passwords: cheap schemes and logins remembered at once, slow hashes on the `hash` workers, fair by
// remote address. Loop thread only.
class Hashing {
 public:
  template <class Answer>
  using Done = base::UniqueFunction<void(std::variant<Answer, sasl::Broken>)>;
  using Watch = base::Lifetime::Watch;

  struct Limits {
    std::size_t queue;       // comparisons that wait; what comes beyond them is Broken
    std::size_t argon2_kib;  // memory of all Argon2 computations at one time; one may pass it alone
  };
  // `workers` must have drained before this ends.
  Hashing(event::Loop& loop, event::WorkerPool& workers, Limits limits)
      : loop_(loop), workers_(workers), limits_(limits) {}

  // What needs no worker. `remember`: logins that were right before are, and will be, known again.
  std::optional<sasl::password::Outcome> compare_now(const sasl::CheckStored& question,
                                                     const sasl::Subject& subject, bool remember) const;
  // The answer never comes before the call returns, a refusal neither. A comparison that has not begun when
  // `watch` dies is not made. `key`: whom the queue must treat fairly.
  void run(sasl::CheckStored question, const sasl::Subject& subject, std::string_view key, bool remember,
           Watch watch, Done<sasl::password::Outcome> done);
  void run(sasl::DeriveCredentials question, std::string_view key, Watch watch,
           Done<std::optional<std::string>> done);

  void forget_logins() { memory_.forget_all(); }
  std::size_t waiting() const { return workers_.in_work() + argon2_waiting_.size(); }
  void drop_waiting() { argon2_waiting_.clear(); }

 private:
  struct Check;
  void check_on_worker(std::uint64_t number);
  void checked(std::uint64_t number, const base::Result<sasl::password::Outcome>& outcome);
  void start_argon2();
  void refuse(Watch watch, Done<sasl::password::Outcome> done);

  event::Loop& loop_;
  event::WorkerPool& workers_;
  const Limits limits_;
  sasl::LoginMemory memory_;
  std::uint64_t last_number_ = 0;
  std::unordered_map<std::uint64_t, std::shared_ptr<Check>> checks_;
  FairQueue argon2_waiting_;
  std::size_t argon2_running_kib_ = 0;
  base::Lifetime lifetime_;
};

}  // namespace dovetail::authd
