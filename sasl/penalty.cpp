// SPDX-License-Identifier: MIT
#include "sasl/penalty.hpp"

#include <algorithm>

namespace dovetail::sasl {

namespace {

using std::chrono::seconds;

constexpr int kHighestLevel = 4;
constexpr seconds kLongest{15};
constexpr seconds kForgotten{2 + 4 + 8 + 15};
constexpr std::size_t kRememberedTries = 10;

seconds seconds_of(int level) {
  return std::min(kLongest, seconds(2) * (1 << level));
}

std::uint32_t mix(std::uint32_t hash, std::string_view text) {  // FNV-1a
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  }
  return hash;
}

}  // namespace

std::uint32_t login_checksum(std::string_view user, std::string_view password) {
  return mix(mix(mix(2166136261U, user), std::string_view("\0", 1)), password);
}

// The level falls by itself while nothing happens.
int Penalty::level_at(const State& state, base::MonoTime now) {
  int level = state.level;
  for (int step = kHighestLevel; level > 0 && now - state.changed >= seconds_of(step); --step) {
    --level;
    if (step == 0) {
      break;
    }
  }
  return level;
}

seconds Penalty::delay(const Address& address, base::MonoTime now) const {
  const auto at = states_.find(penalty_key(address));
  if (at == states_.end() || now - at->second.changed >= kForgotten) {
    return seconds(0);
  }
  const int level = level_at(at->second, now);
  return level == 0 ? seconds(0) : seconds_of(level);
}

void Penalty::failed(const Address& address, std::uint32_t checksum, base::MonoTime now) {
  const Address key = penalty_key(address);
  if (!states_.contains(key)) {
    make_room(now);
  }
  State& state = states_[key];
  if (now - state.changed >= kForgotten) {
    state = State{};
  }
  if (std::find(state.recent.begin(), state.recent.end(), checksum) != state.recent.end()) {
    return;
  }
  state.recent.push_back(checksum);
  if (state.recent.size() > kRememberedTries) {
    state.recent.pop_front();
  }
  state.level = std::min(kHighestLevel, level_at(state, now) + 1);
  state.changed = now;
}

void Penalty::succeeded(const Address& address) {
  states_.erase(penalty_key(address));
}

void Penalty::make_room(base::MonoTime now) {
  if (states_.size() < kMostPenalties) {
    return;
  }
  std::erase_if(states_, [&](const auto& one) { return now - one.second.changed >= kForgotten; });
  if (states_.size() >= kMostPenalties) {
    states_.erase(std::min_element(states_.begin(), states_.end(), [](const auto& a, const auto& b) {
      return a.second.changed < b.second.changed;
    }));
  }
}

}  // namespace dovetail::sasl
