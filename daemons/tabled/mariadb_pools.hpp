// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "libcommon/base/clock.hpp"
#include "libcommon/base/lifetime.hpp"
#include "libcommon/event/readiness.hpp"
#include "libcommon/event/timer.hpp"
#include "libcommon/event/worker_pool.hpp"
#include "libcommon/sql/connection.hpp"
#include "libcommon/table/maps/map.hpp"

namespace dovetail::tabled {

// Runs MariaDB queries: one bounded set of connections for each distinct source, shared by all tables that
// name it. A query whose statement is prepared on an open connection runs beside the loop, without a thread;
// everything that may wait for more than the server's answer (connecting, preparing, repeating) goes with its
// connection to a worker and back, so no two threads ever have one. Loop thread only.
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

 private:
  struct Query {
    std::shared_ptr<const table::maps::Map> map;  // keeps the table alive
    const table::maps::Table* table = nullptr;
    std::string key;
  };
  struct Running {
    Query query;
    sql::Statement statement;
    base::MonoTime begun;
  };
  // A connection and, while it is watched by the loop, its socket and what runs on it. Running ends first.
  struct Line {
    std::unique_ptr<sql::Connection> connection;
    std::unique_ptr<event::Readiness> ready;
    int fd = -1;
    base::MonoTime idle_since;
    std::optional<Running> running;
  };
  struct Pool {
    std::vector<std::unique_ptr<Line>> idle;  // the last used one at the back
    std::vector<std::unique_ptr<Line>> running;
    std::size_t open = 0;  // connections, with those that are away
    std::size_t made = 0;
    std::deque<Query> waiting;
    std::chrono::seconds idle_interval{60};
    std::chrono::seconds time_limit{10};
  };
  struct Landed {
    Query query;
    std::unique_ptr<sql::Connection> connection;
    table::Answer answer;
  };

  std::unique_ptr<Line> take_line(Pool& pool, const table::maps::MariadbTable& table);
  bool dispatch(Pool& pool, Query query, std::unique_ptr<Line> line);
  bool run_on_worker(Pool& pool, Query query, std::unique_ptr<Line> line);
  bool run_beside_loop(Pool& pool, Query& query, std::unique_ptr<Line>& line);
  void socket_ready(Pool& pool, Line& line);
  void go_on(Pool& pool, Line& line, bool timed_out);
  void put_back(Pool& pool, std::unique_ptr<Line> line);
  void unwatch(Line& line);
  void look_around();

  event::Loop& loop_;
  const base::Clock& clock_;
  Landing& landing_;
  Options options_;
  std::vector<std::unique_ptr<event::Readiness>>
      unwatched_;  // may be calling us now: destroyed a little later
  std::unordered_map<std::string, std::unique_ptr<Pool>> pools_;
  event::Timer look_timer_;
  base::Lifetime lifetime_;
  event::WorkerPool workers_;
};

}  // namespace dovetail::tabled
