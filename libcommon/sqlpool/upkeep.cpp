// SPDX-License-Identifier: MIT
// What a Pool looks after from time to time: queries that take too long, connections that nobody uses.
#include <algorithm>
#include <utility>

#include "libcommon/event/loop.hpp"
#include "libcommon/sql/failure.hpp"
#include "libcommon/sqlpool/limits.hpp"
#include "libcommon/sqlpool/pool.hpp"

namespace dovetail::sqlpool {

void Pool::look_around(std::chrono::seconds idle) {
  closed_.clear();
  std::vector<Line*> late;
  for (const auto& line : lines_) {
    if (is_late(*line)) late.push_back(line.get());
  }
  for (Line* line : late)
    give_up(*line);
  serve_waiting();  // there may be more connections than before
  close_idle(idle);
}

bool Pool::is_late(const Line& line) const {
  const auto most = limits_.patience.count() > 0
                        ? limits_.patience
                        : std::chrono::milliseconds(cluster_.options.read_timeout);
  return line.under_way() > 0 && parts_.clock.mono() - line.head_since() >= most;
}

void Pool::put_in_front(std::deque<Errand> errands) {
  for (; !errands.empty(); errands.pop_back())
    waiting_.push_front(std::move(errands.back()));
}

// Its first query has had its time, and is not asked again; those behind it had none.
void Pool::give_up(Line& line) {
  auto behind = line.take_back();
  auto head = line.take_all();
  put_in_front(std::move(behind));
  close_line(line);
  for (const Errand& errand : head) {
    errand.query->fail(sql::make_error(sql::Failure::timed_out, "no answer within the time limit"));
    errand.query->landed();
  }
}

// Who stands behind a slow query without need goes to the front of those who wait for any connection. The server will
// answer them all the same, in vain: if this went on, it would do little else.
void Pool::look_for_stalled() {
  bool again = false;
  const base::MonoTime now = parts_.loop.turn_time();
  for (const auto& line : lines_) {
    if (line->under_way() < 2) continue;
    again = true;
    if (now - line->head_since() < kStall) continue;
    in_file_until_ = now + kInFile;
    put_in_front(line->take_back());
  }
  if (again) stall_timer_.schedule(kStall / 2);
  serve_waiting();
}

void Pool::close_idle(std::chrono::seconds idle) {
  while (!idle_.empty()) {
    Line& line = *idle_.front();  // unused for longest
    const bool surplus = lines_.size() > limits_.connections;
    if (!surplus && parts_.clock.mono() - line.idle_since < idle) return;
    close_line(line);
  }
}

// Closing says goodbye to the server, which may block: a worker does it.
void Pool::close_line(Line& line) {
  line.lend();
  auto close = [closing = line.give_up()]() mutable { closing.reset(); };
  static_cast<void>(parts_.workers.submit_for(parts_.lane, lifetime_.watch(), std::move(close), [](auto) {}));
  idle_.erase(std::remove(idle_.begin(), idle_.end(), &line), idle_.end());
  const auto at = std::find_if(lines_.begin(), lines_.end(), [&](const auto& one) { return one.get() == &line; });
  closed_.push_back(std::move(*at));  // it may be calling us now
  lines_.erase(at);
}

}  // namespace dovetail::sqlpool
