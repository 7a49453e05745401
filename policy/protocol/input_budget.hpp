// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <utility>

namespace dovetail::policy {

// What all connections together may keep of requests that have not ended or are not decided. Each takes its part;
// beyond the sum whoever holds more than a common request has to go when it takes more. So the memory is bounded by
// `most` and `modest` for each connection, and ordinary requests pass whatever others send. Must outlive its parts.
// One thread.
class InputBudget {
 public:
  InputBudget(std::size_t most, std::size_t modest) : most_(most), modest_(modest) {}
  std::size_t held() const { return held_; }

  class Part {
   public:
    explicit Part(InputBudget* budget) : budget_(budget) {}  // null: no limit
    ~Part() { resize(0); }
    Part(const Part&) = delete;
    Part& operator=(const Part&) = delete;

    // False: it grew, and is one of those that are too large for now.
    bool resize(std::size_t octets) {
      const std::size_t before = std::exchange(octets_, octets);
      if (budget_ == nullptr) return true;
      budget_->held_ += octets - before;  // modulo 2^n
      return octets <= before || octets <= budget_->modest_ || budget_->held_ <= budget_->most_;
    }

   private:
    InputBudget* budget_;
    std::size_t octets_ = 0;
  };

 private:
  std::size_t most_;
  std::size_t modest_;
  std::size_t held_ = 0;
};

}  // namespace dovetail::policy
