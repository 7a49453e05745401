// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "daemons/policyd/decider.hpp"
#include "libcommon/event/timer.hpp"
#include "libcommon/event/worker_pool.hpp"
#include "policy/greylist/sqlite_checkpoints.hpp"

namespace dovetail::policyd {

// What a store needs besides decisions: old records removed in small steps between the batches, once a second its
// log brought to disk by a thread of its own, and the settings left in it for who works on it without the daemon. Loop
// thread.
class Upkeep {
 public:
  Upkeep(event::Loop& loop, base::Log& log, const base::Clock& clock, event::WorkerPool& pool, Engine& engine,
         const std::string& checkpoint_path);
  ~Upkeep();

  void configure(std::shared_ptr<const policy::greylist::Rulebook> rules);
  void begin();

 private:
  void tidy();
  void checkpoint();
  void tell(const base::Error& error);

  base::Log& log_;
  const base::Clock& clock_;
  event::WorkerPool& pool_;
  Engine& engine_;
  std::shared_ptr<const policy::greylist::Rulebook> rules_;
  std::unique_ptr<policy::greylist::SqliteCheckpoints> checkpoints_;
  std::unique_ptr<event::WorkerPool> sweep_pool_;  // where the store tidies beside the decisions
  std::unique_ptr<event::WorkerPool> sync_pool_;  // so that no batch waits for fsync
  TroubleLog trouble_;
  event::Timer tidy_timer_;
  event::Timer checkpoint_timer_;
  int postponed_ = 0;
  base::Lifetime lifetime_;
};

}  // namespace dovetail::policyd
