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

std::optional<std::vector<policy::Verdict>> Engine::recall(
    const std::shared_ptr<const policy::greylist::Rulebook>& rules, std::span<const policy::Request> requests,
    base::WallTime now) {
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock) return std::nullopt;
  greylist_->replace_rules(rules);
  return greylist_->recall(requests, now);
}

}  // namespace dovetail::policyd
