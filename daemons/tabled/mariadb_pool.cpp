// SPDX-License-Identifier: MIT
#include "daemons/tabled/mariadb_pool.hpp"

#include <algorithm>
#include <utility>

#include "libcommon/event/loop.hpp"
#include "libcommon/sql/failure.hpp"
#include "libcommon/table/maps/direct.hpp"

namespace dovetail::tabled {
namespace {

constexpr std::size_t kDepth = 8;                       // queries under way on one connection
constexpr std::chrono::milliseconds kBrisk{2};          // a query that takes longer gets no more put behind it
constexpr std::chrono::milliseconds kStall{20};         // … and those behind it go elsewhere,
constexpr std::chrono::seconds kInFile{5};              // and for so long nobody stands behind others
constexpr std::chrono::seconds kLimited{2};             // until a refused connection is tried again
constexpr unsigned kPatience = 100;                     // so many queries run without a short wait after one in vain

table::Answer temporary(const char* text, sql::Failure failure = sql::Failure::other) {
  return base::Unexpected(base::Error{base::ErrorKind::temporary, static_cast<int>(failure), text, text});
}

// Lost connections are repeated, other hosts tried, errors judged: all that is a worker's.
bool is_final(const table::Answer& answer) {
  return answer || sql::failure_of(answer.error()) == sql::Failure::busy;
}

}  // namespace

MariadbPool::MariadbPool(Parts parts, sql::MariadbCluster cluster, const Limits& limits)
    : parts_(parts),
      cluster_(std::move(cluster)),
      limits_(limits),
      flush_(parts.loop, [this] { flush_lines(); }),
      stall_timer_(parts.loop, [this] { look_for_stalled(); }) {}

// Never calls the landing: who asks is not ready for answers yet.
MariadbPool::Sent MariadbPool::send(Query query, bool alone) {
  query.deadline = parts_.loop.turn_time() + cluster_.options.read_timeout;
  if (waiting_.empty() && !serving_) {  // who came first is served first
    if (Line* line = take_line()) {
      const bool only = alone && idle_.size() + 1 == lines_.size() && !(waits_to_skip_ > 0 && waits_to_skip_-- > 0);
      if (!begin(*line, query)) return {.accepted = false};
      if (only && line->under_way() == 1) return wait_for(*line);
      return {};
    }
    if (Line* line = line_with_room(); line != nullptr && line->add(query)) {
      flush_.schedule();
      return {};
    }
  }
  if (waiting_.size() >= limits_.queue) return {.accepted = false};
  waiting_.push_back(std::move(query));
  return {};
}

MariadbPool::Sent MariadbPool::wait_for(Line& line) {
  auto answered = line.wait(limits_.short_wait);
  if (!answered) {
    waits_to_skip_ = kPatience;
    return {};
  }
  if (is_final(answered->second)) {
    put_back(line);
    return {.answer = std::move(answered->second)};
  }
  answered->first.for_worker = true;
  if (begin(line, answered->first)) return {};
  return {.accepted = false};
}

// The one used last, or a new one while there may be more; nothing if all are in use.
MariadbPool::Line* MariadbPool::take_line() {
  const bool limited = is_limited();
  if (!idle_.empty()) {
    Line* line = idle_.back();
    if (limited && !line->works()) return nullptr;
    idle_.pop_back();
    return line;
  }
  if (limited || lines_.size() >= limits_.connections) return nullptr;
  lines_.push_back(std::make_unique<Line>(
      parts_.loop, static_cast<Line::Owner&>(*this), std::make_unique<sql::Connection>(cluster_, parts_.clock, made_++)));
  return lines_.back().get();
}

// Of the busy ones that get on well the one with the least to do.
MariadbPool::Line* MariadbPool::line_with_room() {
  Line* best = nullptr;
  const base::MonoTime now = parts_.loop.turn_time();
  if (now < in_file_until_) return nullptr;
  for (const auto& line : lines_) {
    if (line->away() || line->under_way() == 0 || line->under_way() >= kDepth) continue;
    if (now - line->head_since() > kBrisk) continue;
    if (best == nullptr || line->under_way() < best->under_way()) best = line.get();
  }
  if (best != nullptr && !stall_timer_.pending()) stall_timer_.schedule(kStall / 2);
  return best;
}

// One that works goes to the back, to be taken next.
void MariadbPool::put_back(Line& line) {
  line.idle_since = parts_.loop.turn_time();
  idle_.insert(line.works() ? idle_.end() : idle_.begin(), &line);
}

// For a while those that work are all there are: waiting for one of them is better than a failure.
bool MariadbPool::is_limited() const {
  return parts_.loop.turn_time() < limited_until_ &&
         std::any_of(lines_.begin(), lines_.end(), [](const auto& line) { return line->works(); });
}

// The server (or we: descriptors) cannot have one more connection, but others work.
bool MariadbPool::is_shut_out(const Line& line, const table::Answer& outcome) const {
  if (outcome || line.works()) return false;
  const sql::Failure failure = sql::failure_of(outcome.error());
  return (failure == sql::Failure::unreachable || failure == sql::Failure::refused) &&
         std::any_of(lines_.begin(), lines_.end(), [](const auto& one) { return one->works(); });
}

// After an overload: the first of those who wait, if its asker has gone; the server has better things to do.
bool MariadbPool::drop_late() {
  if (waiting_.empty() || parts_.clock.mono() < waiting_.front().deadline) return false;
  const Query query = std::move(waiting_.front());
  waiting_.pop_front();
  parts_.landing.query_landed(*query.table, query.key,
                              temporary("waited too long for a connection", sql::Failure::timed_out));
  return true;
}

// On a line that was taken; false: the workers have too much to do, nothing was taken and the line is idle again.
bool MariadbPool::begin(Line& line, Query& query) {
  if (line.add(query)) {
    line.flush();
    return true;
  }
  if (run_on_worker(line, query)) return true;
  put_back(line);
  return false;
}

// As many of those who wait as there is room for. Answers may bring new questions: they queue up behind.
void MariadbPool::serve_waiting() {
  if (std::exchange(serving_, true)) return;
  while (!waiting_.empty()) {
    if (drop_late()) continue;
    if (Line* line = take_line()) {
      Query query = std::move(waiting_.front());
      waiting_.pop_front();
      if (begin(*line, query)) continue;
      // Refused by the workers: the next may be luckier, this one is told.
      parts_.landing.query_landed(*query.table, query.key, temporary("too many lookups"));
      continue;
    }
    Line* line = waiting_.front().for_worker ? nullptr : line_with_room();
    if (line == nullptr || !line->add(waiting_.front())) break;
    waiting_.pop_front();
    flush_.schedule();
  }
  serving_ = false;
}

void MariadbPool::flush_lines() {
  for (std::size_t i = 0; i < lines_.size(); ++i)
    lines_[i]->flush();
}

void MariadbPool::line_answered(Query query, table::Answer answer) {
  if (!is_final(answer)) {
    query.for_worker = true;
    waiting_.push_front(std::move(query));
    return;
  }
  parts_.landing.query_landed(*query.table, query.key, std::move(answer));
}

void MariadbPool::line_rests(Line& line) {
  const bool free = line.under_way() == 0 && !line.away();
  if (free && std::find(idle_.begin(), idle_.end(), &line) == idle_.end()) put_back(line);
  serve_waiting();
}

// The first one takes the line to a worker, who connects anew; the others, in order, come before all who wait.
void MariadbPool::line_lost(Line& line, std::deque<Query> unanswered) {
  for (; unanswered.size() > 1; unanswered.pop_back())
    waiting_.push_front(std::move(unanswered.back()));
  if (!unanswered.empty()) {
    if (run_on_worker(line, unanswered.front())) return;
    waiting_.push_front(std::move(unanswered.front()));
  }
  close_line(line);
}

// False: the workers have too much to do, and nothing was taken.
bool MariadbPool::run_on_worker(Line& line, Query& query) {
  auto work = [connection = &line.lend(), query] {
    return table::maps::ask_server(*query.table->mariadb(), *connection, query.key);
  };
  const bool taken = parts_.workers.submit(
      lifetime_.watch(), std::move(work),
      [this, &line, query](table::Answer outcome) { worker_done(line, query, std::move(outcome)); });
  if (!taken) line.take_home();
  return taken;
}

void MariadbPool::worker_done(Line& line, const Query& query, table::Answer outcome) {
  line.take_home();
  put_back(line);
  if (is_shut_out(line, outcome)) {
    limited_until_ = parts_.loop.turn_time() + kLimited;
    waiting_.push_front(query);
    serve_waiting();
    return;
  }
  serve_waiting();
  parts_.landing.query_landed(*query.table, query.key, std::move(outcome));
}

// Closing says goodbye to the server, which may block: a worker does it.
void MariadbPool::close_line(Line& line) {
  line.lend();
  auto close = [closing = line.give_up()]() mutable { closing.reset(); };
  static_cast<void>(parts_.workers.submit(lifetime_.watch(), std::move(close), [](auto) {}));
  idle_.erase(std::remove(idle_.begin(), idle_.end(), &line), idle_.end());
  const auto at = std::find_if(lines_.begin(), lines_.end(), [&](const auto& one) { return one.get() == &line; });
  closed_.push_back(std::move(*at));  // it may be calling us now
  lines_.erase(at);
}

void MariadbPool::look_around(std::chrono::seconds idle) {
  closed_.clear();
  std::vector<Line*> late;
  for (const auto& line : lines_) {
    const bool over = line->under_way() > 0 &&
                      parts_.clock.mono() - line->head_since() >= cluster_.options.read_timeout;
    if (over) late.push_back(line.get());
  }
  for (Line* line : late)
    give_up(*line);
  serve_waiting();  // there may be more connections than before
  close_idle(idle);
}

// Its first query has had its time; those behind it had none.
void MariadbPool::give_up(Line& line) {
  auto behind = line.take_back();
  auto head = line.take_all();
  for (; !behind.empty(); behind.pop_back())
    waiting_.push_front(std::move(behind.back()));
  close_line(line);
  for (Query& query : head)
    parts_.landing.query_landed(*query.table, query.key,
                                temporary("no answer within the time limit", sql::Failure::timed_out));
}

// Who stands behind a slow query without need goes to the front of those who wait for any connection. The server will
// answer them all the same, in vain: if this went on, it would do little else.
void MariadbPool::look_for_stalled() {
  bool again = false;
  const base::MonoTime now = parts_.loop.turn_time();
  for (const auto& line : lines_) {
    if (line->under_way() < 2) continue;
    again = true;
    if (now - line->head_since() < kStall) continue;
    in_file_until_ = now + kInFile;
    for (auto behind = line->take_back(); !behind.empty(); behind.pop_back())
      waiting_.push_front(std::move(behind.back()));
  }
  if (again) stall_timer_.schedule(kStall / 2);
  serve_waiting();
}

void MariadbPool::close_idle(std::chrono::seconds idle) {
  while (!idle_.empty()) {
    Line& line = *idle_.front();  // unused for longest
    const bool surplus = lines_.size() > limits_.connections;
    if (!surplus && parts_.clock.mono() - line.idle_since < idle) return;
    close_line(line);
  }
}

}  // namespace dovetail::tabled
