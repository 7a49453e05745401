// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "libcommon/base/unique_function.hpp"
#include "libcommon/metrics/instruments.hpp"

namespace dovetail::metrics {

enum class Kind { counter, gauge, histogram };

// One instrument with its labels; of the three the one that its family's kind says.
struct Series {
  std::vector<std::pair<std::string, std::string>> labels;
  Counter counter;
  Gauge gauge;
  base::UniqueFunction<double()> read;  // set: instead of the gauge
  std::unique_ptr<Histogram> histogram;
};

// All series of one name. Addresses of series stay.
struct Family {
  std::string name;
  std::string help;
  Kind kind = Kind::counter;
  std::vector<std::unique_ptr<Series>> series;
};

}  // namespace dovetail::metrics
