// SPDX-License-Identifier: MIT
#include "libcommon/sqlpool/pool.hpp"

#include <algorithm>
#include <utility>

#include "libcommon/event/loop.hpp"
#include "libcommon/sql/failure.hpp"
#include "libcommon/sqlpool/limits.hpp"

namespace dovetail::sqlpool {

Pool::Pool(Parts parts, sql::MariadbCluster cluster, const Limits& limits)
    : parts_(std::move(parts)),
      cluster_(std::move(cluster)),
      hosts_(std::make_shared<sql::HostStates>(cluster_)),
      limits_(limits),
      flush_(parts_.loop, [this] { flush_lines(); }),
      stall_timer_(parts_.loop, [this] { look_for_stalled(); }) {}

// Never calls landed(): who asks is not ready for answers yet.
Pool::Sent Pool::send(std::shared_ptr<Query> query, bool alone) {
  Errand errand{std::move(query)};
  if (waiting_.empty() && !serving_ && !gathers(errand)) {  // who came first is served first
    if (Line* line = take_line()) {
      const bool only = alone && idle_.size() + 1 == lines_.size() && !(waits_to_skip_ > 0 && waits_to_skip_-- > 0);
      if (!begin(*line, errand)) return Sent::refused;
      return only && line->under_way() == 1 ? wait_for(*line) : Sent::later;
    }
    if (Line* line = line_with_room(); line != nullptr && line->add(errand)) {
      flush_.schedule();
      return Sent::later;
    }
  }
  if (waiting_.size() >= limits_.queue) return Sent::refused;
  waiting_.push_back(std::move(errand));
  return Sent::later;
}

Pool::Sent Pool::wait_for(Line& line) {
  auto answered = line.wait(limits_.short_wait);
  if (!answered) {
    waits_to_skip_ = kPatience;
    return Sent::later;
  }
  if (answered->final) {
    put_back(line);
    return Sent::at_once;
  }
  answered->errands.front().for_worker = true;
  return begin(line, answered->errands.front()) ? Sent::later : Sent::refused;
}

// The one used last, or a new one while there may be more; nothing if all are in use.
Line* Pool::take_line() {
  const bool limited = is_limited();
  if (!idle_.empty()) {
    Line* line = idle_.back();
    if (limited && !line->works()) return nullptr;
    idle_.pop_back();
    return line;
  }
  if (limited || lines_.size() >= limits_.connections) return nullptr;
  lines_.push_back(std::make_unique<Line>(
      parts_.loop, static_cast<Line::Owner&>(*this),
      std::make_unique<sql::Connection>(cluster_, parts_.clock, made_++, hosts_)));
  return lines_.back().get();
}

// Of the busy ones that get on well the one with the least to do.
Line* Pool::line_with_room() {
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
void Pool::put_back(Line& line) {
  line.idle_since = parts_.loop.turn_time();
  idle_.insert(line.works() ? idle_.end() : idle_.begin(), &line);
}

// For a while those that work are all there are: waiting for one of them is better than a failure.
bool Pool::is_limited() const {
  return parts_.loop.turn_time() < limited_until_ &&
         std::any_of(lines_.begin(), lines_.end(), [](const auto& line) { return line->works(); });
}

// The server (or we: descriptors) cannot have one more connection, but others work.
bool Pool::is_shut_out(const Line& line, const base::Result<void>& outcome) const {
  if (outcome || line.works()) return false;
  const sql::Failure failure = sql::failure_of(outcome.error());
  return (failure == sql::Failure::unreachable || failure == sql::Failure::refused) &&
         std::any_of(lines_.begin(), lines_.end(), [](const auto& one) { return one->works(); });
}

// On a line that was taken; false: the workers have too much to do, nothing was taken and the line is idle again.
bool Pool::begin(Line& line, Errand& errand) {
  if (line.add(errand)) {
    line.flush();
    return true;
  }
  if (run_on_worker(line, errand)) return true;
  put_back(line);
  return false;
}

// As many of those who wait as there is room for. Answers may bring new questions: they queue up behind.
void Pool::serve_waiting() {
  if (std::exchange(serving_, true)) return;
  while (!waiting_.empty()) {
    if (!waiting_.front().query->wanted()) {  // after an overload: the server has better things to do
      waiting_.pop_front();
      continue;
    }
    if (gathers(waiting_.front())) break;
    if (Line* line = take_line()) {
      begin_waiting(*line);
      continue;
    }
    Line* line = waiting_.front().for_worker ? nullptr : line_with_room();
    if (line == nullptr || !line->add(waiting_.front())) break;
    waiting_.pop_front();
    flush_.schedule();
  }
  serving_ = false;
}

// Those who get on well are few enough, and soon done, for this one to wait for them and go with others.
bool Pool::gathers(const Errand& errand) {
  if (errand.query->family() == nullptr || errand.alone || errand.for_worker) return false;
  const base::MonoTime now = parts_.loop.turn_time();
  if (now < in_file_until_) return false;
  const auto busy = std::count_if(lines_.begin(), lines_.end(), [now](const auto& line) {
    return !line->away() && line->under_way() > 0 && now - line->head_since() <= kBrisk;
  });
  if (static_cast<std::size_t>(busy) < kBusyLines) return false;
  if (!stall_timer_.pending()) stall_timer_.schedule(kBrisk + std::chrono::milliseconds(1));
  return true;
}

// The first of those who wait and, if it has a family, those of it behind.
Errands Pool::take_from_waiting() {
  Errands taken;
  taken.push_back(std::move(waiting_.front()));
  waiting_.pop_front();
  const void* family = taken.front().query->family();
  if (family == nullptr || taken.front().alone || taken.front().for_worker) return taken;
  std::deque<Errand> others;
  for (Errand& errand : waiting_) {
    const bool fits = taken.size() < kMostTogether && !errand.alone && !errand.for_worker &&
                      errand.query->family() == family && errand.query->wanted();
    fits ? taken.push_back(std::move(errand)) : others.push_back(std::move(errand));
  }
  waiting_ = std::move(others);
  return taken;
}

// Some of those who wait, on a line that was taken.
void Pool::begin_waiting(Line& line) {
  Errands errands = take_from_waiting();
  if (errands.size() > 1 && begin_together(line, errands)) return;
  for (; errands.size() > 1; errands.pop_back())
    waiting_.push_front(std::move(errands.back()));
  Errand& errand = errands.front();
  if (begin(line, errand)) return;
  errand.query->fail(event::WorkerPool::no_room());  // the next may be luckier, this one is told
  errand.query->landed();
}

// False: each alone; nothing was taken.
bool Pool::begin_together(Line& line, Errands& errands) {
  if (line.add_together(errands)) {
    line.flush();
    return true;
  }
  if (!line.works() || !line.may_prepare(errands.front().query->family())) return false;
  if (!run_on_worker(line, errands.front(), true)) return false;
  for (; errands.size() > 1; errands.pop_back())
    waiting_.push_front(std::move(errands.back()));
  return true;
}

void Pool::flush_lines() {
  for (std::size_t i = 0; i < lines_.size(); ++i)
    lines_[i]->flush();
}

// Lost connections are repeated, other hosts tried, errors judged: all that is a worker's.
void Pool::line_to_repeat(Errand errand) {
  waiting_.push_front(std::move(errand));
}

void Pool::line_answered(Errand errand) {
  errand.query->landed();
}

void Pool::line_rests(Line& line) {
  const bool free = line.under_way() == 0 && !line.away();
  if (free && std::find(idle_.begin(), idle_.end(), &line) == idle_.end()) put_back(line);
  serve_waiting();
}

// The first one takes the line to a worker, who connects anew; the others, in order, come before all who wait.
void Pool::line_lost(Line& line, std::deque<Errand> unanswered) {
  std::optional<Errand> first;
  if (!unanswered.empty()) {
    first = std::move(unanswered.front());
    unanswered.pop_front();
  }
  put_in_front(std::move(unanswered));
  if (first) {
    if (run_on_worker(line, *first)) return;
    waiting_.push_front(*std::move(first));
  }
  close_line(line);
}

// False: the workers have too much to do, and nothing was taken.
bool Pool::run_on_worker(Line& line, Errand& errand, bool prepare) {
  auto work = [connection = &line.lend(), query = errand.query, prepare] {
    auto outcome = query->run(*connection);
    sql::Database* database = prepare ? connection->open_now() : nullptr;
    if (database != nullptr) query->prepare_together(*database);
    return outcome;
  };
  const bool taken = parts_.workers.submit_for(
      parts_.lane, lifetime_.watch(), std::move(work),
      [this, &line, errand](const base::Result<void>& outcome) { worker_done(line, errand, outcome); });
  if (!taken) line.take_home();
  return taken;
}

void Pool::worker_done(Line& line, Errand errand, const base::Result<void>& outcome) {
  line.take_home();
  put_back(line);
  if (is_shut_out(line, outcome)) {
    limited_until_ = parts_.loop.turn_time() + kLimited;
    waiting_.push_front(std::move(errand));
    serve_waiting();
    return;
  }
  if (!outcome) errand.query->fail(outcome.error());
  serve_waiting();
  errand.query->landed();
}

}  // namespace dovetail::sqlpool
