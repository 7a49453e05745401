// SPDX-License-Identifier: MIT
#include "sasl/delay_queue.hpp"

#include <utility>

namespace dovetail::sasl {

std::vector<std::uint64_t> DelayQueue::take(base::MonoTime now, std::uint64_t (*random)()) {
  std::vector<std::uint64_t> due;
  while (!waiting_.empty() && waiting_.begin()->first <= now) {
    due.push_back(waiting_.begin()->second);
    waiting_.erase(waiting_.begin());
  }
  for (std::size_t left = due.size(); left > 1; --left) {
    std::swap(due[left - 1], due[random() % left]);
  }
  return due;
}

std::vector<std::uint64_t> DelayQueue::take_all(std::uint64_t (*random)()) {
  return take(base::MonoTime::max(), random);
}

}  // namespace dovetail::sasl
