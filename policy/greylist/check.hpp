// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "policy/greylist/case.hpp"
#include "policy/greylist/recent_instances.hpp"
#include "policy/greylist/rulebook.hpp"
#include "policy/greylist/store.hpp"
#include "policy/pipeline.hpp"

namespace dovetail::policy::greylist {

// Greylisting as Postgrey 1.37 does it. One transaction of the store a batch; requests of a batch see each
// other in order. If the store refuses a batch for what is in it, its halves are tried, so that one bad
// record harms no other; if it is gone, all of them get a failed verdict. Worker thread.
class GreylistCheck final : public Check {
 public:
  // The store must outlive it.
  GreylistCheck(Store& store, std::shared_ptr<const Rulebook> rules)
      : store_(store), rules_(std::move(rules)) {}

  void replace_rules(std::shared_ptr<const Rulebook> rules) { rules_ = std::move(rules); }
  void decide(const Batch& batch) override;

  // The verdict about a request that needs neither a look at the database nor a write, without waiting for
  // anything; nothing if it needs one, or if the budget is spent. Any thread, one at a time.
  std::optional<Verdict> recall(const Request& request, base::WallTime now, MatchBudget& budget);

 private:
  using Verdicts = std::vector<Verdict>;

  void decide_cases(std::span<Case> cases, const Batch& batch);
  std::optional<Verdict> recall_case(Case& one, base::WallTime clock);
  base::Result<Verdicts> try_cases(std::span<Case> cases, base::WallTime clock);

  Store& store_;
  std::shared_ptr<const Rulebook> rules_;
  RecentInstances instances_;
};

}  // namespace dovetail::policy::greylist
