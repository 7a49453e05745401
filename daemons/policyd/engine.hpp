// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "policy/greylist/check.hpp"
#include "policy/greylist/rulebook.hpp"
#include "policy/greylist/store.hpp"
#include "policy/pipeline.hpp"

namespace dovetail::policyd {

// What decides: the store and the checks over it, in their order. Any thread: they take turns.
class Engine {
 public:
  explicit Engine(std::unique_ptr<policy::greylist::Store> store);

  struct Decided {
    std::vector<policy::Verdict> verdicts;
    std::string trouble;  // the store's: see Store::trouble()
  };
  Decided decide(const std::shared_ptr<const policy::greylist::Rulebook>& rules,
                 std::span<const policy::Request> requests, base::WallTime now);

  // What can be decided at once, without disk or database and without waiting for whoever uses the engine
  // now; else nothing.
  std::optional<policy::Verdict> recall(const std::shared_ptr<const policy::greylist::Rulebook>& rules,
                                        const policy::Request& request, base::WallTime now,
                                        policy::greylist::MatchBudget& budget);

  // One step of the store's work that can wait: between two batches, or beside them where the store can.
  base::Result<bool> tidy(const policy::greylist::Settings& settings, std::int64_t now);
  bool tidies_beside() const { return store_->tidies_beside(); }

  // Runs `work` (Store& -> anything) between two batches.
  template <class Work>
  auto with_store(Work&& work) {
    const std::lock_guard lock(mutex_);
    return work(*store_);
  }

 private:
  std::mutex mutex_;  // guards all below, but for a tidy() beside it
  std::unique_ptr<policy::greylist::Store> store_;
  policy::greylist::GreylistCheck* greylist_;  // owned by the pipeline
  policy::Pipeline pipeline_;
};

}  // namespace dovetail::policyd
