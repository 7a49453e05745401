// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace dovetail::metrics {

// Figures that any thread may change; no order between them is promised.

// Counts events; only ever grows.
class Counter {
 public:
  void add(std::uint64_t count = 1) { value_.fetch_add(count, std::memory_order_relaxed); }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

// A level that goes up and down.
class Gauge {
 public:
  void set(std::int64_t value) { value_.store(value, std::memory_order_relaxed); }
  void add(std::int64_t difference) { value_.fetch_add(difference, std::memory_order_relaxed); }
  std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> value_{0};
};

// How observations spread over buckets with the given upper bounds (inclusive), and their sum.
class Histogram {
 public:
  explicit Histogram(std::vector<double> bounds);  // rising
  void observe(double value);
  void observe(std::chrono::nanoseconds duration);  // in seconds

  const std::vector<double>& bounds() const { return bounds_; }
  std::uint64_t bucket(
      std::size_t index) const;  // observations in this bucket alone; index bounds().size() = above all
  double sum() const;

 private:
  std::vector<double> bounds_;
  std::unique_ptr<std::atomic<std::uint64_t>[]> buckets_;
  std::atomic<double> sum_{0};
};

// 0.1 ms to 30 s in steps of about three: from an answer out of memory to a time-out.
std::vector<double> latency_bounds();

}  // namespace dovetail::metrics
