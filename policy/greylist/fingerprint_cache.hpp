// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace dovetail::policy::greylist {

// Records read lately from the database, also those that were not there, by fingerprint. Sets of four places: in a
// set the newest evicts the oldest, so that some that are asked for all the time do not chase each other out. It does
// not know when a record changes: its owner says so.
template <class Record>
class FingerprintCache {
 public:
  using Known = std::optional<Record>;  // nothing: there is no such record

  explicit FingerprintCache(std::size_t places) : sets_(std::max<std::size_t>(1, places / kWays)) {}

  std::optional<Known> find(std::uint64_t fingerprint) const {  // nothing: not remembered
    for (const Place& place : sets_[set_of(fingerprint)]) {
      if (place.fingerprint == fingerprint) return std::optional<Known>(std::in_place, place.known);
    }
    return std::nullopt;
  }
  void put(std::uint64_t fingerprint, const Known& known) {
    Set& set = sets_[set_of(fingerprint)];
    auto place = std::find_if(set.begin(), set.end(), [&](const Place& one) {
      return one.fingerprint == fingerprint || one.fingerprint == 0;
    });
    if (place == set.end()) place = set.end() - 1;
    std::move_backward(set.begin(), place, place + 1);  // the newest stands first
    set.front() = {fingerprint, known};
  }
  void remove(std::uint64_t fingerprint) {
    Set& set = sets_[set_of(fingerprint)];
    const auto place = std::find_if(set.begin(), set.end(),
                                    [&](const Place& one) { return one.fingerprint == fingerprint; });
    if (place == set.end()) return;
    std::move(place + 1, set.end(), place);
    set.back() = {};
  }
  void clear() { sets_.assign(sets_.size(), {}); }

 private:
  static constexpr std::size_t kWays = 4;
  struct Place {
    std::uint64_t fingerprint = 0;  // 0 is no fingerprint
    Known known;
  };
  using Set = std::array<Place, kWays>;
  std::size_t set_of(std::uint64_t fingerprint) const { return fingerprint % sets_.size(); }

  std::vector<Set> sets_;
};

}  // namespace dovetail::policy::greylist
