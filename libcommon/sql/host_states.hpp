// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <vector>

#include "libcommon/base/clock.hpp"
#include "libcommon/base/error.hpp"

namespace dovetail::sql {

struct MariadbCluster;

// Which hosts of a cluster failed and are left out for a while; the connections of a pool share it, so that a host is
// tried by one of them while it is away, and by all as soon as one has reached it. Any thread.
class HostStates {
 public:
  explicit HostStates(const MariadbCluster& cluster);

  // True: the caller tries it now and tells what came of it. One that failed before and kept the caller waiting is
  // left out by all others meanwhile.
  bool take(std::size_t host, base::MonoTime now);
  // With nobody else to ask: the one that has been left out for longest, if it is time to look whether it is back.
  std::optional<std::size_t> take_for_probe(base::MonoTime now);
  void reached(std::size_t host);
  // `took`: how long the attempt has kept the caller waiting. Attempts that run side by side fail once.
  void failed(std::size_t host, base::Error error, base::MonoTime now, base::MonoTime::duration took = {});
  // As failed(), for a connection that was open: all connections to a host that dies are lost, but it dies once.
  void lost(std::size_t host, base::Error error, base::MonoTime now);
  base::Error last_error() const;

 private:
  struct State {
    base::MonoTime blocked_until{};
    base::MonoTime probe_at{};
    base::MonoTime failed_at{};
    std::chrono::milliseconds retry{0};  // 0: did not fail
    bool refuses_at_once = true;         // a look whether it is back costs nothing
  };
  void leave_out(State& state, base::MonoTime now) const;
  std::chrono::milliseconds until_probe(const State& state) const;

  const std::chrono::milliseconds first_retry_, last_retry_, probe_;
  mutable std::mutex mutex_;
  std::vector<State> hosts_;
  base::Error last_error_;
};

}  // namespace dovetail::sql
