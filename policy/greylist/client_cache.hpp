// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "policy/greylist/records.hpp"

namespace dovetail::policy::greylist {

// The clients asked for lately, also those that are not known, by fingerprint. One place each: a newer one
// evicts.
class ClientCache {
 public:
  struct Known {
    std::optional<ClientCount> count;
  };
  explicit ClientCache(std::size_t places = 4096) : places_(places) {}

  std::optional<Known> find(std::uint64_t fingerprint) const {
    const Place& place = places_[fingerprint % places_.size()];
    if (place.fingerprint != fingerprint) return std::nullopt;
    return Known{place.known ? std::optional(place.count) : std::nullopt};
  }
  void put(std::uint64_t fingerprint, const std::optional<ClientCount>& count) {
    places_[fingerprint % places_.size()] = {fingerprint, count.has_value(), count.value_or(ClientCount{})};
  }
  void clear() { places_.assign(places_.size(), {}); }

 private:
  struct Place {
    std::uint64_t fingerprint = 0;  // 0 is no fingerprint
    bool known = false;
    ClientCount count;
  };
  std::vector<Place> places_;
};

}  // namespace dovetail::policy::greylist
