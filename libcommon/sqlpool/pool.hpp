// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "libcommon/base/clock.hpp"
#include "libcommon/base/lifetime.hpp"
#include "libcommon/event/deferred.hpp"
#include "libcommon/event/timer.hpp"
#include "libcommon/event/worker_pool.hpp"
#include "libcommon/sqlpool/line.hpp"
#include "libcommon/sqlpool/query.hpp"

namespace dovetail::sqlpool {

// The connections to one database, and the queries that wait for one, in order of arrival. A query whose
// statement is prepared on an open connection runs beside the loop, without a thread, and behind others of its
// connection if none is free, or together with others as one statement; everything that may wait for more than the server's answer (connecting, preparing,
// repeating) runs on a worker, which has the connection meanwhile. Loop thread only.
class Pool final : private Line::Owner {
 public:
  struct Limits {
    std::size_t connections = 4;
    std::size_t queue = 1000;                // queries that wait for a connection
    std::chrono::milliseconds patience{0};   // a query beside the loop that takes longer fails; 0: read_timeout
    std::chrono::microseconds short_wait{300};  // of the loop, for the answer to who asks alone
  };
  struct Parts {
    event::Loop& loop;
    const base::Clock& clock;
    event::WorkerPool& workers;
    std::string lane{};  // in the workers' queue: pools of one lane wait for each other
  };
  // What became of a query: it lands later; it is answered already, and landed() is not called; it was not
  // taken, the queue or the workers have too much to do.
  enum class Sent { later, at_once, refused };

  // `limits` may be changed by their owner at any time.
  Pool(Parts parts, sql::MariadbCluster cluster, const Limits& limits);

  // `alone`: nobody else asks at the moment, so the loop may wait for the answer for a moment.
  Sent send(std::shared_ptr<Query> query, bool alone = false);
  // Once a second: queries that take too long, connections that nobody used for `idle`.
  void look_around(std::chrono::seconds idle);
  // No query is under way or waits; no connection is left (look_around() closes them).
  bool idle() const { return waiting_.empty() && idle_.size() == lines_.size(); }
  bool at_rest() const { return lines_.empty() && waiting_.empty(); }

 private:
  void line_answered(Errand errand) override;
  void line_to_repeat(Errand errand) override;
  void line_rests(Line& line) override;
  void line_lost(Line& line, std::deque<Errand> unanswered) override;

  Line* take_line();
  Line* line_with_room();
  void put_back(Line& line);
  bool gathers(const Errand& errand);
  Errands take_from_waiting();
  bool begin(Line& line, Errand& errand);
  bool begin_together(Line& line, Errands& errands);
  void begin_waiting(Line& line);
  Sent wait_for(Line& line);
  void serve_waiting();
  void flush_lines();
  bool run_on_worker(Line& line, Errand& errand, bool prepare = false);
  void worker_done(Line& line, Errand errand, const base::Result<void>& outcome);
  bool is_limited() const;
  bool is_shut_out(const Line& line, const base::Result<void>& outcome) const;

  bool is_late(const Line& line) const;
  void give_up(Line& line);
  void look_for_stalled();
  void close_idle(std::chrono::seconds idle);
  void close_line(Line& line);
  void put_in_front(std::deque<Errand> errands);

  Parts parts_;
  sql::MariadbCluster cluster_;
  std::shared_ptr<sql::HostStates> hosts_;  // of all connections: one finds out for the others
  const Limits& limits_;
  std::vector<std::unique_ptr<Line>> lines_;
  std::vector<Line*> idle_;  // the last used one at the back
  std::vector<std::unique_ptr<Line>> closed_;  // may be calling us now: destroyed a little later
  std::deque<Errand> waiting_;
  std::size_t made_ = 0;
  base::MonoTime limited_until_{};  // the server takes no more connections than those that work
  bool serving_ = false;
  unsigned waits_to_skip_ = 0;
  base::MonoTime in_file_until_{};  // one query at a time on each connection: the server is slow
  event::Deferred flush_;
  event::Timer stall_timer_;
  base::Lifetime lifetime_;
};

}  // namespace dovetail::sqlpool
