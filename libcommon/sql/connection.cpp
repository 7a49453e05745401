// SPDX-License-Identifier: MIT
#include "libcommon/sql/connection.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace dovetail::sql {
namespace {

constexpr std::chrono::seconds kIdleBeforePing{60};  // below every sensible wait_timeout of a server

}  // namespace

Connection::Connection(Source source, const base::Clock& clock, std::size_t number,
                       std::shared_ptr<HostStates> hosts)
    : source_(std::move(source)), clock_(clock), hosts_(std::move(hosts)) {
  if (auto* cluster = std::get_if<MariadbCluster>(&source_)) {
    if (cluster->hosts.empty()) {
      cluster->hosts.push_back({});
    }
    if (!hosts_) {
      hosts_ = std::make_shared<HostStates>(*cluster);
    }
    order_.resize(cluster->hosts.size());
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::rotate(order_.begin(), order_.begin() + static_cast<std::ptrdiff_t>(number % order_.size()), order_.end());
    std::stable_partition(order_.begin(), order_.end(),
                          [&](std::size_t host) { return cluster->hosts[host].is_unix(); });
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
  for (const std::size_t host : order_) {
    if (hosts_->take(host, clock_.mono())) {
      if (auto opened = open_host(host, cluster)) {
        return opened;
      }
    }
  }
  // With nobody else to ask it would be a pity to leave out one that is back.
  if (const auto host = hosts_->take_for_probe(clock_.mono())) {
    return open_host(*host, cluster);
  }
  return base::Unexpected(hosts_->last_error());
}

base::Result<std::unique_ptr<Database>> Connection::open_host(std::size_t host, const MariadbCluster& cluster) {
  const auto begun = clock_.mono();
  auto opened = open_mariadb(cluster.hosts[host], cluster.options);
  if (opened) {
    hosts_->reached(host);
    current_ = host;
  } else {
    const auto now = clock_.mono();
    hosts_->failed(host, opened.error(), now, now - begun);
  }
  return opened;
}

bool Connection::worth_repeating(const base::Error& error) {
  const Failure failure = failure_of(error);
  if (failure == Failure::lost) {
    forget();
    return true;
  }
  if (failure == Failure::unreachable && std::holds_alternative<MariadbCluster>(source_) && database_) {
    forget();
    hosts_->lost(current_, error, clock_.mono());  // a member of a cluster that is there but cannot work: on to the next
    return true;
  }
  return false;
}

}  // namespace dovetail::sql
