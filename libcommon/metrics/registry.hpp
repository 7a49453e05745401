// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libcommon/base/unique_function.hpp"
#include "libcommon/metrics/instruments.hpp"

namespace dovetail::metrics {

struct Family;
struct Series;
enum class Kind;

// Names and values of a sample's labels. Never user names or addresses.
using Labels = std::vector<std::pair<std::string, std::string>>;

// All figures of one process. Instruments are made once, at start or reload, and live as long as the
// registry; asking again for the same name and labels gives the same instrument. Making and reading them is
// safe from any thread. A name is a family: one help text, one kind (asserted). Names follow Prometheus'
// rules: `dovetail_`, base unit as suffix (`_seconds`, `_bytes`); counters are named *with* their `_total`.
class Registry {
 public:
  Registry();
  ~Registry();
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  Counter& counter(std::string_view name, std::string_view help, Labels labels = {});
  Gauge& gauge(std::string_view name, std::string_view help, Labels labels = {});
  Histogram& histogram(std::string_view name, std::string_view help, Labels labels = {},
                       std::vector<double> bounds = latency_bounds());
  // A gauge that is read when somebody asks; called on the thread that asks (the loop's).
  void computed_gauge(std::string_view name, std::string_view help, Labels labels,
                      base::UniqueFunction<double()> read);

  // OpenMetrics 1.0: application/openmetrics-text; version=1.0.0; charset=utf-8
  std::string open_metrics() const;
  // Prometheus text 0.0.4 (text/plain; version=0.0.4), for scrapers that do not ask for OpenMetrics.
  std::string prometheus_text() const;

 private:
  Family& family(std::string_view name, std::string_view help, Kind kind);
  Series& series(std::string_view name, std::string_view help, Kind kind, Labels&& labels);

  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<Family>> families_;
};

}  // namespace dovetail::metrics
