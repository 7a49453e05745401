// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "policy/greylist/check.hpp"
#include "policy/greylist/rulebook.hpp"
#include "policy/greylist/store.hpp"
#include "policy/pipeline.hpp"

namespace dovetail::policyd {

// What decides: the store and the checks over it, in their order. Used by one worker thread at a time.
class Engine {
 public:
  explicit Engine(std::unique_ptr<policy::greylist::Store> store);

  struct Decided {
    std::vector<policy::Verdict> verdicts;
    std::string trouble;  // the store's: see Store::trouble()
  };
  Decided decide(const std::shared_ptr<const policy::greylist::Rulebook>& rules,
                 std::span<const policy::Request> requests, base::WallTime now);

  policy::greylist::Store& store() { return *store_; }

 private:
  std::unique_ptr<policy::greylist::Store> store_;
  policy::greylist::GreylistCheck* greylist_;  // owned by the pipeline
  policy::Pipeline pipeline_;
};

}  // namespace dovetail::policyd
