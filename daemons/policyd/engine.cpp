// SPDX-License-Identifier: MIT
#include "daemons/policyd/engine.hpp"

namespace dovetail::policyd {

Engine::Engine(std::unique_ptr<policy::greylist::Store> store) : store_(std::move(store)) {
  auto check = std::make_unique<policy::greylist::GreylistCheck>(*store_, nullptr);
  greylist_ = check.get();
  pipeline_.add(std::move(check));
}

Engine::Decided Engine::decide(const std::shared_ptr<const policy::greylist::Rulebook>& rules,
                               std::span<const policy::Request> requests, base::WallTime now) {
  const std::lock_guard lock(mutex_);
  greylist_->replace_rules(rules);
  return {pipeline_.decide(requests, now), store_->trouble()};
}

std::optional<policy::Verdict> Engine::recall(
    const std::shared_ptr<const policy::greylist::Rulebook>& rules, const policy::Request& request,
    base::WallTime now, policy::greylist::MatchBudget& budget) {
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock) return std::nullopt;
  greylist_->replace_rules(rules);
  return greylist_->recall(request, now, budget);
}

base::Result<bool> Engine::tidy(const policy::greylist::Settings& settings, std::int64_t now) {
  if (store_->tidies_beside()) return store_->tidy(settings, now);
  const std::lock_guard lock(mutex_);
  return store_->tidy(settings, now);
}

}  // namespace dovetail::policyd
