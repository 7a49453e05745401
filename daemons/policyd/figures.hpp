// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "libcommon/metrics/registry.hpp"

namespace dovetail::policyd {

// The figures of /metrics and /status. Loop thread.
class Figures {
 public:
  explicit Figures(metrics::Registry& registry);

  void count(const std::string& reason);  // a decided request, by the verdict's reason
  std::map<std::string, std::uint64_t> by_reason() const;

  metrics::Counter& fallbacks;  // requests that were answered without a decision
  metrics::Counter& reloads;
  metrics::Gauge& list_entries;
  metrics::Histogram& latency;
  metrics::Histogram& batch_size;

 private:
  metrics::Registry& registry_;
  std::map<std::string, metrics::Counter*> requests_;
};

}  // namespace dovetail::policyd
