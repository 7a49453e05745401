// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "daemons/tabled/mariadb_pool.hpp"
#include "libcommon/event/timer.hpp"

namespace dovetail::tabled {

// One MariadbPool for each database that tables name, as long as it is in use. Loop thread only.
class MariadbPools {
 public:
  // `connections` to each database at most. Twice as many threads serve all of them: a database that hangs
  // leaves some to the others.
  MariadbPools(event::Loop& loop, const base::Clock& clock, MariadbPool::Landing& landing,
               std::size_t connections);

  MariadbPool::Sent send(std::shared_ptr<const table::maps::Map> map, const table::maps::Table& table,
                         std::string_view key, bool alone);
  // Surplus connections close when they come to rest; the number of threads stays that of the start.
  void set_connections(std::size_t connections) { limits_.connections = connections; }
  std::size_t databases() const { return pools_.size(); }

 private:
  struct Kept {
    std::unique_ptr<MariadbPool> pool;
    std::chrono::seconds idle_interval{60};
  };
  void look_around();

  event::Loop& loop_;
  const base::Clock& clock_;
  MariadbPool::Landing& landing_;
  MariadbPool::Limits limits_;
  std::unordered_map<std::string, Kept> pools_;  // by MariadbTable::source_key
  event::Timer look_timer_;
  event::WorkerPool workers_;  // ends first: it uses the connections
};

}  // namespace dovetail::tabled
