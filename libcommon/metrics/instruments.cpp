// SPDX-License-Identifier: MIT
#include "libcommon/metrics/instruments.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace dovetail::metrics {

Histogram::Histogram(std::vector<double> bounds)
    : bounds_(std::move(bounds)), buckets_(new std::atomic<std::uint64_t>[bounds_.size() + 1]()) {
  assert(std::is_sorted(bounds_.begin(), bounds_.end()));
}

void Histogram::observe(double value) {
  const auto found = std::lower_bound(bounds_.begin(), bounds_.end(), value);
  buckets_[static_cast<std::size_t>(found - bounds_.begin())].fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(value, std::memory_order_relaxed);
}

void Histogram::observe(std::chrono::nanoseconds duration) {
  observe(std::chrono::duration<double>(duration).count());
}

std::uint64_t Histogram::bucket(std::size_t index) const {
  assert(index <= bounds_.size());
  return buckets_[index].load(std::memory_order_relaxed);
}

double Histogram::sum() const {
  return sum_.load(std::memory_order_relaxed);
}

std::vector<double> latency_bounds() {
  return {0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30};
}

}  // namespace dovetail::metrics
