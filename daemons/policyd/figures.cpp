// SPDX-License-Identifier: MIT
#include "daemons/policyd/figures.hpp"

namespace dovetail::policyd {

Figures::Figures(metrics::Registry& registry)
    : fallbacks(registry.counter("dovetail_policy_fallbacks_total", "Requests answered without a decision.")),
      reloads(registry.counter("dovetail_policy_reloads_total", "Reloads of configuration and lists.")),
      list_entries(registry.gauge("dovetail_greylist_whitelist_entries", "Entries of all whitelists.")),
      latency(registry.histogram("dovetail_policy_decision_seconds",
                                 "From a request's arrival to its decision.")),
      batch_size(registry.histogram("dovetail_policy_batch_requests", "Requests decided in one transaction.",
                                    {}, {1, 2, 4, 8, 16, 32, 64, 128, 256})),
      registry_(registry) {}

void Figures::count(const std::string& reason) {
  metrics::Counter*& counter = requests_[reason];
  if (counter == nullptr) {
    counter = &registry_.counter("dovetail_policy_requests_total", "Decided requests.", {{"reason", reason}});
  }
  counter->add();
}

std::map<std::string, std::uint64_t> Figures::by_reason() const {
  std::map<std::string, std::uint64_t> all;
  for (const auto& [reason, counter] : requests_) {
    all[reason] = counter->value();
  }
  return all;
}

}  // namespace dovetail::policyd
