// SPDX-License-Identifier: MIT
#include "libcommon/sql/host_states.hpp"

#include <algorithm>
#include <utility>

#include "libcommon/sql/connection.hpp"

namespace dovetail::sql {
namespace {

constexpr std::chrono::milliseconds kAtOnce{200};  // a refusal within this time has cost us nothing

}  // namespace

HostStates::HostStates(const MariadbCluster& cluster)
    : first_retry_(cluster.first_retry),
      last_retry_(cluster.last_retry),
      probe_(cluster.probe),
      hosts_(std::max<std::size_t>(cluster.hosts.size(), 1)) {}

void HostStates::leave_out(State& state, base::MonoTime now) const {
  state.blocked_until = now + state.retry;
  state.probe_at = now + until_probe(state);
}

// Asking a host that keeps us waiting costs a worker each time: it is left out for its whole time.
std::chrono::milliseconds HostStates::until_probe(const State& state) const {
  return state.refuses_at_once ? std::min(state.retry, probe_) : state.retry;
}

bool HostStates::take(std::size_t host, base::MonoTime now) {
  const std::lock_guard lock(mutex_);
  State& state = hosts_[host];
  if (now < state.blocked_until) return false;
  if (state.retry.count() > 0 && !state.refuses_at_once) leave_out(state, now);
  return true;
}

std::optional<std::size_t> HostStates::take_for_probe(base::MonoTime now) {
  const std::lock_guard lock(mutex_);
  const auto longest = std::min_element(hosts_.begin(), hosts_.end(), [](const State& a, const State& b) {
    return a.probe_at < b.probe_at;
  });
  if (now < longest->probe_at) return std::nullopt;
  if (!longest->refuses_at_once) longest->probe_at = now + until_probe(*longest);
  return static_cast<std::size_t>(longest - hosts_.begin());
}

void HostStates::reached(std::size_t host) {
  const std::lock_guard lock(mutex_);
  hosts_[host] = {};
}

void HostStates::failed(std::size_t host, base::Error error, base::MonoTime now, base::MonoTime::duration took) {
  const std::lock_guard lock(mutex_);
  State& state = hosts_[host];
  last_error_ = std::move(error);
  if (state.retry.count() > 0 && state.failed_at >= now - took) return;  // another attempt has told meanwhile
  state.failed_at = now;
  state.retry = state.retry.count() == 0 ? first_retry_ : std::min(state.retry * 2, last_retry_);
  state.refuses_at_once = took < kAtOnce;
  leave_out(state, now);
}

void HostStates::lost(std::size_t host, base::Error error, base::MonoTime now) {
  {
    const std::lock_guard lock(mutex_);
    if (now < hosts_[host].blocked_until) return;
  }
  failed(host, std::move(error), now);
}

base::Error HostStates::last_error() const {
  const std::lock_guard lock(mutex_);
  return last_error_;
}

}  // namespace dovetail::sql
