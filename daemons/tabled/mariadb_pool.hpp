// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libcommon/base/clock.hpp"
#include "libcommon/base/lifetime.hpp"
#include "libcommon/event/readiness.hpp"
#include "libcommon/event/worker_pool.hpp"
#include "libcommon/sql/connection.hpp"
#include "libcommon/table/maps/lookups.hpp"
#include "libcommon/table/maps/map.hpp"

namespace dovetail::tabled {

// The connections to one database, for all tables that name it, and the queries that wait for one, in order
// of arrival. A query whose statement is prepared on an open connection runs beside the loop, without a
// thread; everything that may wait for more than the server's answer (connecting, preparing, repeating) runs
// on a worker, which has the connection meanwhile. Loop thread only.
class MariadbPool {
 public:
  struct Query {
    std::shared_ptr<const table::maps::Map> map;  // keeps the table alive
    const table::maps::Table* table = nullptr;
    std::string key;
  };
  // Where answers go that were not there at once; may send() again.
  class Landing {
   public:
    virtual void query_landed(const table::maps::Table& table, std::string_view key,
                              table::Answer answer) = 0;

   protected:
    ~Landing() = default;
  };
  struct Limits {
    std::size_t connections = 4;
    std::size_t queue = 1000;  // queries that wait for a connection
  };
  struct Parts {
    event::Loop& loop;
    const base::Clock& clock;
    event::WorkerPool& workers;
    Landing& landing;
  };
  using Sent = table::maps::Lookups::Sent;

  MariadbPool(Parts parts, sql::MariadbCluster cluster, const Limits& limits)
      : parts_(parts), cluster_(std::move(cluster)), limits_(limits) {}

  Sent send(Query query);
  // Once a second: queries that take too long, connections that nobody used for `idle`.
  void look_around(std::chrono::seconds idle);
  bool at_rest() const { return lines_.empty() && waiting_.empty(); }

 private:
  struct Running {
    Query query;
    sql::Statement statement;
    base::MonoTime begun;
  };
  // A connection. At home it is in idle_; else its query is `running`, or a worker has it.
  struct Line {
    std::unique_ptr<sql::Connection> connection;
    std::unique_ptr<event::Readiness> ready;
    int fd = -1;  // what `ready` watches
    base::MonoTime idle_since;
    std::optional<Running> running;  // ends before the connection
  };
  enum class Start { done, under_way, not_ready };

  Line* take_line();
  void put_back(Line& line);
  void drop(Line& line);
  void serve_waiting();
  Start run_beside_loop(Line& line, Query& query, table::Answer& answer);
  bool run_on_worker(Line& line, Query& query);
  void worker_done(Line& line, const Query& query, table::Answer outcome);
  void socket_ready(Line& line);
  void go_on(Line& line, bool timed_out);
  void watch(Line& line, int fd);
  void unwatch(Line& line);
  void close_idle(std::chrono::seconds idle);
  static bool is_final(const table::Answer& answer);

  Parts parts_;
  sql::MariadbCluster cluster_;
  const Limits& limits_;
  std::vector<std::unique_ptr<Line>> lines_;
  std::vector<Line*> idle_;  // the last used one at the back
  std::deque<Query> waiting_;
  std::size_t made_ = 0;
  bool serving_ = false;
  std::vector<std::unique_ptr<event::Readiness>>
      unwatched_;  // may be calling us now: destroyed a little later
  base::Lifetime lifetime_;
};

}  // namespace dovetail::tabled
