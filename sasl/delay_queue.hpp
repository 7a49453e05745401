// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "libcommon/base/clock.hpp"

namespace dovetail::sasl {

// Answers that are held back. Those due at one tick leave in an order that tells nothing about when each was
// decided: `take` gives them shuffled. Numbers are the caller's. One thread.
class DelayQueue {
 public:
  void add(std::uint64_t number, base::MonoTime due) { waiting_.emplace(due, number); }
  // All that are due; `random` gives numbers for the order.
  std::vector<std::uint64_t> take(base::MonoTime now, std::uint64_t (*random)());
  std::vector<std::uint64_t> take_all(std::uint64_t (*random)());
  bool empty() const { return waiting_.empty(); }
  std::size_t size() const { return waiting_.size(); }

 private:
  std::multimap<base::MonoTime, std::uint64_t> waiting_;
};

}  // namespace dovetail::sasl
