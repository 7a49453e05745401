// SPDX-License-Identifier: MIT
#include "daemons/tabled/mariadb_pools.hpp"

#include <utility>

#include "libcommon/event/loop.hpp"

namespace dovetail::tabled {
namespace {

constexpr std::chrono::seconds kLook{1};

}  // namespace

MariadbPools::MariadbPools(event::Loop& loop, const base::Clock& clock, MariadbPool::Landing& landing,
                           std::size_t connections)
    : loop_(loop),
      clock_(clock),
      landing_(landing),
      limits_{.connections = connections},
      look_timer_(loop, [this] { look_around(); }),
      workers_(loop, {.name = "sql", .threads = 2 * connections, .queue_limit = 32 * connections}) {
  look_timer_.schedule(kLook);
}

MariadbPool::Sent MariadbPools::send(std::shared_ptr<const table::maps::Map> map,
                                     const table::maps::Table& table, std::string_view key,
                                     bool alone) {
  const table::maps::MariadbTable& mariadb = *table.mariadb();
  Kept& kept = pools_[mariadb.source_key];
  if (!kept.pool) {
    kept.pool = std::make_unique<MariadbPool>(MariadbPool::Parts{loop_, clock_, workers_, landing_},
                                              mariadb.source.cluster, limits_);
  }
  kept.idle_interval = mariadb.source.idle_interval;  // not part of the key: the last table's counts
  return kept.pool->send({std::move(map), &table, std::string(key)}, alone);
}

void MariadbPools::look_around() {
  for (auto at = pools_.begin(); at != pools_.end();) {
    at->second.pool->look_around(at->second.idle_interval);
    at = at->second.pool->at_rest() ? pools_.erase(at) : std::next(at);
  }
  look_timer_.schedule(kLook);
}

}  // namespace dovetail::tabled
