// SPDX-License-Identifier: MIT
#include "sasl/penalty.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace dovetail::sasl {

namespace {

using std::chrono::seconds;

constexpr int kHighestLevel = 4;
constexpr seconds kLongest{15};
constexpr seconds kForgotten{2 + 4 + 8 + 15};
constexpr std::ptrdiff_t kRecent = 10;

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

void Penalty::failed(const Address& address, std::optional<std::uint32_t> checksum, base::MonoTime now) {
  const Address key = penalty_key(address);
  if (!states_.contains(key)) {
    make_room(now);
  }
  State& state = states_[key];
  if (now - state.changed >= kForgotten) {
    state = State{};
  }
  if (checksum) {
    const auto end = state.recent.begin() + std::min<std::ptrdiff_t>(state.tries, kRecent);
    if (std::find(state.recent.begin(), end, *checksum) != end) {
      return;
    }
    state.recent[state.tries % kRecent] = *checksum;
    state.tries = static_cast<std::uint8_t>(state.tries + 1 < 2 * kRecent ? state.tries + 1 : kRecent);
  }
  state.level = static_cast<std::uint8_t>(std::min(kHighestLevel, level_at(state, now) + 1));
  state.changed = now;
}

void Penalty::succeeded(const Address& address) {
  states_.erase(penalty_key(address));
}

void Penalty::sweep(base::MonoTime now) {
  std::erase_if(states_, [&](const auto& one) { return now - one.second.changed >= kForgotten; });
}

// Half of them go at once, so that an attack from everywhere does not look for the oldest at every failure.
void Penalty::make_room(base::MonoTime now) {
  if (states_.size() < kMostPenalties) {
    return;
  }
  sweep(now);
  if (states_.size() < kMostPenalties) {
    return;
  }
  std::vector<base::MonoTime> times;
  times.reserve(states_.size());
  for (const auto& [address, state] : states_) {
    times.push_back(state.changed);
  }
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  std::size_t surplus = states_.size() / 2;
  std::erase_if(states_, [&](const auto& one) {
    const bool goes = surplus > 0 && one.second.changed <= *middle;
    surplus -= goes ? 1 : 0;
    return goes;
  });
}

}  // namespace dovetail::sasl
