// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "libcommon/base/clock.hpp"
#include "libcommon/base/lifetime.hpp"
#include "libcommon/event/readiness.hpp"
#include "libcommon/event/worker_pool.hpp"
#include "libcommon/sqlpool/query.hpp"

namespace dovetail::sqlpool {

// The connections to one database, and the queries that wait for one, in order of arrival. A query whose
// statement is prepared on an open connection runs beside the loop, without a thread; everything that may wait
// for more than the server's answer (connecting, preparing, repeating) runs on a worker, which has the
// connection meanwhile. Loop thread only.
class Pool {
 public:
  struct Limits {
    std::size_t connections = 4;
    std::size_t queue = 1000;                // queries that wait for a connection
    std::chrono::milliseconds patience{0};   // a query beside the loop that takes longer fails; 0: read_timeout
  };
  struct Parts {
    event::Loop& loop;
    const base::Clock& clock;
    event::WorkerPool& workers;
  };
  // What became of a query: it lands later; it is answered already, and landed() is not called; it was not
  // taken, the queue or the workers have too much to do.
  enum class Sent { later, at_once, refused };

  // The cluster's options must be asynchronous. `limits` may be changed by their owner at any time.
  Pool(Parts parts, sql::MariadbCluster cluster, const Limits& limits);

  Sent send(std::shared_ptr<Query> query);
  // Once a second: queries that take too long, connections that nobody used for `idle`.
  void look_around(std::chrono::seconds idle);
  // No query is under way or waits; no connection is left (look_around() closes them).
  bool idle() const { return waiting_.empty() && idle_.size() == lines_.size(); }
  bool at_rest() const { return lines_.empty() && waiting_.empty(); }

 private:
  struct Running {
    std::shared_ptr<Query> query;
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
  Start run_beside_loop(Line& line, const std::shared_ptr<Query>& query);
  bool run_on_worker(Line& line, const std::shared_ptr<Query>& query);
  void worker_done(Line& line, Query& query);
  void socket_ready(Line& line);
  void go_on(Line& line, bool timed_out);
  void watch(Line& line, int fd);
  void unwatch(Line& line);
  void close_idle(std::chrono::seconds idle);
  bool is_late(const Line& line) const;

  Parts parts_;
  sql::MariadbCluster cluster_;
  const Limits& limits_;
  std::vector<std::unique_ptr<Line>> lines_;
  std::vector<Line*> idle_;  // the last used one at the back
  std::deque<std::shared_ptr<Query>> waiting_;
  std::size_t made_ = 0;
  bool serving_ = false;
  std::vector<std::unique_ptr<event::Readiness>>
      unwatched_;  // may be calling us now: destroyed a little later
  base::Lifetime lifetime_;
};

}  // namespace dovetail::sqlpool
