// SPDX-License-Identifier: MIT
#include "libcommon/metrics/instruments.hpp"

#include <thread>

#include "tests/support/catch.hpp"

using namespace dovetail;

TEST_CASE("a counter counts from several threads") {
  metrics::Counter counter;
  std::thread other([&counter] {
    for (int i = 0; i < 1000; ++i) {
      counter.add();
    }
  });
  for (int i = 0; i < 1000; ++i) {
    counter.add(2);
  }
  other.join();
  CHECK(counter.value() == 3000);
}

TEST_CASE("a gauge goes both ways") {
  metrics::Gauge gauge;
  gauge.set(5);
  gauge.add(-7);
  CHECK(gauge.value() == -2);
}

TEST_CASE("a histogram's bounds are inclusive") {
  metrics::Histogram histogram({1, 2});
  histogram.observe(1.0);
  histogram.observe(1.5);
  histogram.observe(2.0);
  histogram.observe(9.0);
  CHECK(histogram.bucket(0) == 1);
  CHECK(histogram.bucket(1) == 2);
  CHECK(histogram.bucket(2) == 1);
  CHECK(histogram.sum() == 13.5);
}

TEST_CASE("durations are observed in seconds") {
  metrics::Histogram histogram(metrics::latency_bounds());
  histogram.observe(std::chrono::milliseconds(250));
  CHECK(histogram.sum() == 0.25);
}
