// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace dovetail::policy::greylist {

// What is remembered, in Unix seconds.
struct TripletTimes {
  std::int64_t first = 0;
  std::int64_t last = 0;
  bool operator==(const TripletTimes&) const = default;
};
struct ClientCount {
  std::int64_t count = 0;
  std::int64_t last = 0;
  bool operator==(const ClientCount&) const = default;
};

// One record on its way from the store through a decision and back.
struct TripletEntry {
  std::string key;
  std::optional<TripletTimes> times;  // nothing: not known
  bool changed = false;               // to be stored
  bool restarted = false;             // `first` was set anew: wins over what another host stored meanwhile
  std::uint64_t id = 0;               // the store's own notes between reading and commit
  std::uint64_t row = 0;
};
struct ClientEntry {
  std::string key;
  std::optional<ClientCount> count;
  bool changed = false;
  std::uint64_t id = 0;
};

}  // namespace dovetail::policy::greylist
