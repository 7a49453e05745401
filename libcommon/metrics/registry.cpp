// SPDX-License-Identifier: MIT
#include "libcommon/metrics/registry.hpp"

#include <cassert>
#include <utility>

#include "libcommon/metrics/family.hpp"
#include "libcommon/metrics/text_format.hpp"

namespace dovetail::metrics {

Registry::Registry() = default;
Registry::~Registry() = default;

Family& Registry::family(std::string_view name, std::string_view help, Kind kind) {
  for (const auto& one : families_) {
    if (one->name == name) {
      assert(one->kind == kind);
      return *one;
    }
  }
  assert((kind == Kind::counter) == name.ends_with("_total"));
  families_.push_back(std::make_unique<Family>());
  Family& made = *families_.back();
  made.name = name;
  made.help = help;
  made.kind = kind;
  return made;
}

Series& Registry::series(std::string_view name, std::string_view help, Kind kind, Labels&& labels) {
  Family& owner = family(name, help, kind);
  for (const auto& one : owner.series) {
    if (one->labels == labels) {
      return *one;
    }
  }
  owner.series.push_back(std::make_unique<Series>());
  owner.series.back()->labels = std::move(labels);
  return *owner.series.back();
}

Counter& Registry::counter(std::string_view name, std::string_view help, Labels labels) {
  const std::lock_guard lock(mutex_);
  return series(name, help, Kind::counter, std::move(labels)).counter;
}

Gauge& Registry::gauge(std::string_view name, std::string_view help, Labels labels) {
  const std::lock_guard lock(mutex_);
  return series(name, help, Kind::gauge, std::move(labels)).gauge;
}

Histogram& Registry::histogram(std::string_view name, std::string_view help, Labels labels,
                               std::vector<double> bounds) {
  const std::lock_guard lock(mutex_);
  Series& one = series(name, help, Kind::histogram, std::move(labels));
  if (!one.histogram) {
    one.histogram = std::make_unique<Histogram>(std::move(bounds));
  }
  return *one.histogram;
}

void Registry::computed_gauge(std::string_view name, std::string_view help, Labels labels,
                              base::UniqueFunction<double()> read) {
  const std::lock_guard lock(mutex_);
  series(name, help, Kind::gauge, std::move(labels)).read = std::move(read);
}

std::string Registry::open_metrics() const {
  const std::lock_guard lock(mutex_);
  return to_text(families_, TextFormat::open_metrics);
}

std::string Registry::prometheus_text() const {
  const std::lock_guard lock(mutex_);
  return to_text(families_, TextFormat::prometheus);
}

}  // namespace dovetail::metrics
