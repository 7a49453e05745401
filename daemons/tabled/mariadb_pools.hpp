// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "libcommon/event/timer.hpp"
#include "libcommon/event/worker_pool.hpp"
#include "libcommon/sqlpool/pool.hpp"
#include "libcommon/table/maps/lookups.hpp"

namespace dovetail::tabled {

// One pool of connections for each database that tables name, as long as it is in use. Loop thread only.
class MariadbPools {
 public:
  // Where answers go that were not there at once; may send() again.
  class Landing {
   public:
    virtual void query_landed(const table::maps::Table& table, std::string_view key,
                              table::Answer answer) = 0;
    virtual bool query_wanted(const table::maps::Table& table, std::string_view key) const = 0;

   protected:
    ~Landing() = default;
  };
  using Sent = table::maps::Lookups::Sent;

  // `connections` to each database at most. Twice as many threads serve all of them: a database that hangs
  // leaves some to the others.
  MariadbPools(event::Loop& loop, const base::Clock& clock, Landing& landing, std::size_t connections);

  // Never calls the landing. `alone`: as Pool::send().
  Sent send(std::shared_ptr<const table::maps::Map> map, const table::maps::Table& table,
            std::string_view key, bool alone);
  // Surplus connections close when they come to rest; the number of threads stays that of the start.
  void set_connections(std::size_t connections) { limits_.connections = connections; }
  std::size_t databases() const { return pools_.size(); }

 private:
  class Question;
  struct Kept {
    std::unique_ptr<sqlpool::Pool> pool;
    std::chrono::seconds idle_interval{60};
  };
  void look_around();

  event::Loop& loop_;
  const base::Clock& clock_;
  Landing& landing_;
  sqlpool::Pool::Limits limits_;
  std::unordered_map<std::string, Kept> pools_;  // by MariadbTable::source_key
  event::Timer look_timer_;
  event::WorkerPool workers_;  // ends first: it uses the connections
};

}  // namespace dovetail::tabled
