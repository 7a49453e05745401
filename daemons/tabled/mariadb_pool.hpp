// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemons/tabled/mariadb_line.hpp"
#include "libcommon/base/clock.hpp"
#include "libcommon/base/lifetime.hpp"
#include "libcommon/event/deferred.hpp"
#include "libcommon/event/timer.hpp"
#include "libcommon/event/worker_pool.hpp"
#include "libcommon/table/maps/lookups.hpp"

namespace dovetail::tabled {

// The connections to one database, for all tables that name it, and the queries that wait for one, in order of
// arrival. A query whose statement is prepared on an open connection runs beside the loop, without a thread, and
// behind others of its connection if none is free; everything that may wait for more than the server's answer
// (connecting, preparing, repeating) runs on a worker, which has the connection meanwhile. Loop thread only.
class MariadbPool final : private MariadbLine::Owner {
 public:
  using Query = MariadbLine::Query;
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
    std::size_t queue = 1000;                   // queries that wait for a connection
    std::chrono::microseconds short_wait{300};  // of the loop, for the answer to who asks alone
  };
  struct Parts {
    event::Loop& loop;
    const base::Clock& clock;
    event::WorkerPool& workers;
    Landing& landing;
  };
  using Sent = table::maps::Lookups::Sent;

  MariadbPool(Parts parts, sql::MariadbCluster cluster, const Limits& limits);

  // `alone`: nobody else asks at the moment, so the loop may wait for the answer for a moment.
  Sent send(Query query, bool alone = false);
  // Once a second: queries that take too long, connections that nobody used for `idle`.
  void look_around(std::chrono::seconds idle);
  bool at_rest() const { return lines_.empty() && waiting_.empty(); }

 private:
  using Line = MariadbLine;

  void line_answered(Query query, table::Answer answer) override;
  void line_rests(Line& line) override;
  void line_lost(Line& line, std::deque<Query> unanswered) override;

  Line* take_line();
  bool is_limited() const;
  bool is_shut_out(const Line& line, const table::Answer& outcome) const;
  bool drop_late();
  Line* line_with_room();
  bool begin(Line& line, Query& query);
  void put_back(Line& line);
  Sent wait_for(Line& line);
  void give_up(Line& line);
  void close_line(Line& line);
  void serve_waiting();
  bool run_on_worker(Line& line, Query& query);
  void worker_done(Line& line, const Query& query, table::Answer outcome);
  void flush_lines();
  void look_for_stalled();
  void close_idle(std::chrono::seconds idle);

  Parts parts_;
  sql::MariadbCluster cluster_;
  const Limits& limits_;
  std::vector<std::unique_ptr<Line>> lines_;
  std::vector<Line*> idle_;  // the last used one at the back
  std::vector<std::unique_ptr<Line>> closed_;  // destroyed a little later
  std::deque<Query> waiting_;
  std::size_t made_ = 0;
  base::MonoTime limited_until_{};  // the server takes no more connections than those that work
  bool serving_ = false;
  unsigned waits_to_skip_ = 0;
  base::MonoTime in_file_until_{};  // one query at a time on each connection: the server is slow
  event::Deferred flush_;
  event::Timer stall_timer_;
  base::Lifetime lifetime_;
};

}  // namespace dovetail::tabled
