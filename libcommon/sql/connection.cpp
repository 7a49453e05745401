// SPDX-License-Identifier: MIT
#include "libcommon/sql/connection.hpp"

#include <algorithm>
#include <utility>

namespace dovetail::sql {
namespace {

constexpr std::chrono::seconds kIdleBeforePing{60};  // below every sensible wait_timeout of a server
constexpr std::chrono::milliseconds kAtOnce{200};    // a refusal within this time has cost us nothing

}  // namespace

Connection::Connection(Source source, const base::Clock& clock, std::size_t number)
    : source_(std::move(source)), clock_(clock) {
  if (const auto* cluster = std::get_if<MariadbCluster>(&source_)) {
    for (const MariadbHost& host : cluster->hosts) {
      hosts_.push_back({host});
    }
    if (hosts_.empty()) {
      hosts_.push_back({});
    }
    std::rotate(hosts_.begin(), hosts_.begin() + static_cast<std::ptrdiff_t>(number % hosts_.size()),
                hosts_.end());
    std::stable_partition(hosts_.begin(), hosts_.end(),
                          [](const HostState& one) { return one.host.is_unix(); });
  }
}

base::Result<Database*> Connection::get() {
  const auto now = clock_.mono();
  if (database_ && !database_->is_current()) {
    forget();
  }
  if (database_ && now - last_use_ > kIdleBeforePing && !database_->ping()) {
    forget();
  }
  if (!database_) {
    auto opened = open();
    if (!opened) {
      return base::Unexpected(std::move(opened).error());
    }
    database_ = *std::move(opened);
  }
  last_use_ = now;
  return database_.get();
}

Database* Connection::open_now() {
  const auto now = clock_.mono();
  if (!database_ || now - last_use_ > kIdleBeforePing || !database_->is_current()) {
    return nullptr;
  }
  last_use_ = now;
  return database_.get();
}

void Connection::forget() {
  database_.reset();
}

base::Result<std::unique_ptr<Database>> Connection::open() {
  if (const auto* options = std::get_if<SqliteOptions>(&source_)) {
    return open_sqlite(*options);
  }
  return open_cluster(std::get<MariadbCluster>(source_));
}

base::Result<std::unique_ptr<Database>> Connection::open_cluster(const MariadbCluster& cluster) {
  bool tried = false;
  for (std::size_t i = 0; i < hosts_.size(); ++i) {
    if (clock_.mono() < hosts_[i].blocked_until) {
      continue;
    }
    tried = true;
    if (auto opened = open_host(i, cluster)) {
      return opened;
    }
  }
  // With nobody else to ask it would be a pity to leave out one that is back.
  const auto probe = std::min_element(hosts_.begin(), hosts_.end(), [](const HostState& a, const HostState& b) {
    return a.probe_at < b.probe_at;
  });
  if (!tried && clock_.mono() >= probe->probe_at) {
    return open_host(static_cast<std::size_t>(probe - hosts_.begin()), cluster);
  }
  return base::Unexpected(last_error_);
}

base::Result<std::unique_ptr<Database>> Connection::open_host(std::size_t host, const MariadbCluster& cluster) {
  const auto begun = clock_.mono();
  auto opened = open_mariadb(hosts_[host].host, cluster.options);
  if (opened) {
    hosts_[host].retry = {};
    hosts_[host].blocked_until = {};
    current_ = host;
    return opened;
  }
  last_error_ = std::move(opened).error();
  block(host, cluster, clock_.mono() - begun);
  return base::Unexpected(last_error_);
}

void Connection::block(std::size_t host, const MariadbCluster& cluster, base::MonoTime::duration took) {
  HostState& state = hosts_[host];
  state.retry =
      state.retry.count() == 0 ? cluster.first_retry : std::min(state.retry * 2, cluster.last_retry);
  state.blocked_until = clock_.mono() + state.retry;
  state.probe_at = clock_.mono() + (took < kAtOnce ? std::min(state.retry, cluster.probe) : state.retry);
}

bool Connection::worth_repeating(const base::Error& error) {
  const Failure failure = failure_of(error);
  if (failure == Failure::lost) {
    forget();
    return true;
  }
  const auto* cluster = std::get_if<MariadbCluster>(&source_);
  if (failure == Failure::unreachable && cluster != nullptr && database_) {
    forget();
    last_error_ = error;
    block(current_, *cluster, {});  // a member of a cluster that is there but cannot work: on to the next
    return true;
  }
  return false;
}

}  // namespace dovetail::sql
