// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "daemons/policyd/engine.hpp"
#include "daemons/policyd/figures.hpp"
#include "daemons/policyd/trouble_log.hpp"
#include "libcommon/base/session.hpp"
#include "libcommon/daemon/connection_id.hpp"
#include "libcommon/daemon/drain.hpp"
#include "libcommon/event/deferred.hpp"
#include "libcommon/event/timer.hpp"
#include "libcommon/event/worker_pool.hpp"

namespace dovetail::policyd {

// Answers at once what the engine knows by heart. Collects the other requests that wait at one moment into one
// batch, has it decided on the worker, and gives the answers back when they are stored. While one batch is decided
// the next one gathers: no timer, no delay when there is little to do. No request is decided before one that came
// earlier. Every request is answered within the time limit, if need be with the fallback. Loop thread.
class Decider final : public daemon::Drain {
 public:
  struct Options {
    std::chrono::milliseconds time_limit{2000};
    std::string fallback = "DUNNO";
    std::size_t max_waiting = 8192;  // beyond that: the fallback at once
  };
  using Reply = base::UniqueFunction<void(daemon::ConnectionId, base::Ticket, std::string_view action)>;

  // All must outlive it. `pool` has one thread, the only one that uses the engine.
  Decider(event::Loop& loop, base::Log& log, const base::Clock& clock, event::WorkerPool& pool,
          Engine& engine, Figures& figures, Reply reply);

  void configure(std::shared_ptr<const policy::greylist::Rulebook> rules, Options options);
  void ask(daemon::ConnectionId id, base::Ticket ticket, policy::Request request);
  bool idle() const { return waiting_.empty() && in_flight_.empty(); }

  void shut_down() override {}
  bool at_rest() const override { return idle(); }

 private:
  struct Question {
    daemon::ConnectionId id;
    base::Ticket ticket;
    base::MonoTime arrived;
    bool answered = false;
  };
  struct Waiting {
    Question question;
    policy::Request request;
  };

  struct Recalled {
    Question question;
    policy::Verdict verdict;
  };

  std::optional<policy::Verdict> recall(const policy::Request& request);
  void start_batch();
  std::vector<Recalled> recall_waiting();
  void submit_next();
  void submit(std::vector<policy::Request> requests);
  void finish_batch(base::Result<Engine::Decided> decided);
  void answer(const Question& question, const policy::Verdict& verdict);
  void log_decided(const std::vector<Question>& questions, const std::vector<policy::Verdict>& verdicts);
  void send(const Question& question, const policy::Verdict& verdict);
  void fall_back(const Question& question);
  void answer_overdue();
  void watch_time();
  void tell(std::string_view what, std::uint64_t times);

  event::Loop& loop_;
  base::Log& log_;
  const base::Clock& clock_;
  event::WorkerPool& pool_;
  Engine& engine_;
  Figures& figures_;
  Reply reply_;
  Options options_;
  std::chrono::milliseconds patience_{};  // with one request, a little below the time limit
  std::shared_ptr<const policy::greylist::Rulebook> rules_;
  std::deque<Waiting> waiting_;
  std::vector<Question> in_flight_;
  policy::greylist::MatchBudget budget_;  // for what is recalled in this turn
  base::MonoTime budget_turn_{};
  TroubleLog trouble_;
  event::Deferred batch_;
  event::Timer timer_;
  base::Lifetime lifetime_;
};

}  // namespace dovetail::policyd
