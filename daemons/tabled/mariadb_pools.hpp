// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "libcommon/base/clock.hpp"
#include "libcommon/base/lifetime.hpp"
#include "libcommon/event/timer.hpp"
#include "libcommon/event/worker_pool.hpp"
#include "libcommon/sql/connection.hpp"
#include "libcommon/table/maps/map.hpp"

namespace dovetail::tabled {

// Runs MariaDB queries on workers: one bounded set of connections for each distinct source, shared by all
// tables that name it. A connection travels with its query to a worker and back, so no two threads ever have
// it. Loop thread only.
class MariadbPools {
 public:
  class Landing {
   public:
    virtual void query_landed(const table::maps::Table& table, std::string_view key,
                              table::Answer answer) = 0;

   protected:
    ~Landing() = default;
  };
  struct Options {
    std::size_t connections = 4;     // to one source
    std::size_t threads = 8;         // over all sources: one that hangs leaves some to the others
    std::size_t queue_limit = 1000;  // queries of one source that wait for a connection
  };

  MariadbPools(event::Loop& loop, const base::Clock& clock, Landing& landing, Options options);
  ~MariadbPools();

  bool send(std::shared_ptr<const table::maps::Map> map, const table::maps::Table& table,
            std::string_view key);
  std::size_t in_work() const;
  void drain() { workers_.drain(); }

 private:
  struct Query {
    std::shared_ptr<const table::maps::Map> map;  // keeps the table alive
    const table::maps::Table* table = nullptr;
    std::string key;
  };
  struct Idle {
    std::unique_ptr<sql::Connection> connection;
    base::MonoTime since;
  };
  struct Pool {
    std::string key;
    std::vector<Idle> idle;  // the last used one at the back
    std::size_t open = 0;    // connections, with those that are away
    std::size_t made = 0;
    std::deque<Query> waiting;
    std::chrono::seconds idle_interval{60};
  };
  struct Landed {
    Query query;
    std::unique_ptr<sql::Connection> connection;
    table::Answer answer;
  };

  std::unique_ptr<sql::Connection> take_connection(Pool& pool, const table::maps::MariadbTable& table);
  bool start(Pool& pool, Query query, std::unique_ptr<sql::Connection> connection);
  void landed(Pool& pool, Landed landed);
  void close_idle();

  event::Loop& loop_;
  const base::Clock& clock_;
  Landing& landing_;
  Options options_;
  std::unordered_map<std::string, std::unique_ptr<Pool>> pools_;
  event::Timer idle_timer_;
  base::Lifetime lifetime_;
  event::WorkerPool workers_;
};

}  // namespace dovetail::tabled
