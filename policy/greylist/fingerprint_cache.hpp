// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace dovetail::policy::greylist {

// Records read lately from the database, also those that were not there, by fingerprint. One place each: a
// newer one evicts. It does not know when a record changes: its owner says so.
template <class Record>
class FingerprintCache {
 public:
  using Known = std::optional<Record>;  // nothing: there is no such record

  explicit FingerprintCache(std::size_t places) : places_(places) {}

  std::optional<Known> find(std::uint64_t fingerprint) const {  // nothing: not remembered
    const Place& place = places_[fingerprint % places_.size()];
    return place.fingerprint == fingerprint ? std::optional<Known>(std::in_place, place.known) : std::nullopt;
  }
  void put(std::uint64_t fingerprint, const Known& known) {
    places_[fingerprint % places_.size()] = {fingerprint, known};
  }
  void remove(std::uint64_t fingerprint) {
    Place& place = places_[fingerprint % places_.size()];
    if (place.fingerprint == fingerprint) place = {};
  }
  void clear() { places_.assign(places_.size(), {}); }

 private:
  struct Place {
    std::uint64_t fingerprint = 0;  // 0 is no fingerprint
    Known known;
  };
  std::vector<Place> places_;
};

}  // namespace dovetail::policy::greylist
