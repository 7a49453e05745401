// SPDX-License-Identifier: MIT
#include "libcommon/sqlpool/pool.hpp"

#include <algorithm>
#include <utility>

#include "libcommon/event/loop.hpp"
#include "libcommon/sql/failure.hpp"

namespace dovetail::sqlpool {

Pool::Pool(Parts parts, sql::MariadbCluster cluster, const Limits& limits)
    : parts_(parts), cluster_(std::move(cluster)), limits_(limits) {}

// Never calls landed(): who asks is not ready for answers yet.
Pool::Sent Pool::send(std::shared_ptr<Query> query) {
  Line* line = waiting_.empty() && !serving_ ? take_line() : nullptr;  // who came first is served first
  if (line == nullptr) {
    if (waiting_.size() >= limits_.queue) {
      return Sent::refused;
    }
    waiting_.push_back(std::move(query));
    return Sent::later;
  }
  const Start start = run_beside_loop(*line, query);
  if (start == Start::under_way || (start == Start::not_ready && run_on_worker(*line, query))) {
    return Sent::later;
  }
  put_back(*line);
  return start == Start::done ? Sent::at_once : Sent::refused;
}

// The one used last, or a new one while there may be more; nothing if all are away.
Pool::Line* Pool::take_line() {
  if (!idle_.empty()) {
    Line* line = idle_.back();
    idle_.pop_back();
    return line;
  }
  if (lines_.size() >= limits_.connections) {
    return nullptr;
  }
  Line& line = *lines_.emplace_back(std::make_unique<Line>());
  line.connection = std::make_unique<sql::Connection>(cluster_, parts_.clock, made_++);
  return &line;
}

void Pool::put_back(Line& line) {
  line.idle_since = parts_.loop.turn_time();
  idle_.push_back(&line);
}

// As many of those who wait as there are lines. Answers may bring new questions: they queue up behind.
void Pool::serve_waiting() {
  if (std::exchange(serving_, true)) {
    return;
  }
  while (!waiting_.empty()) {
    if (!waiting_.front()->wanted()) {
      waiting_.pop_front();
      continue;
    }
    Line* line = take_line();
    if (line == nullptr) {
      break;
    }
    const auto query = std::move(waiting_.front());
    waiting_.pop_front();
    const Start start = run_beside_loop(*line, query);
    if (start == Start::under_way || (start == Start::not_ready && run_on_worker(*line, query))) {
      continue;
    }
    put_back(*line);
    if (start != Start::done) {  // refused by the workers: the next may be luckier, this one is told
      query->fail(event::WorkerPool::no_room());
    }
    query->landed();
  }
  serving_ = false;
}

Pool::Start Pool::run_beside_loop(Line& line, const std::shared_ptr<Query>& query) {
  sql::Database* database = line.connection->open_now();
  if (database == nullptr) {
    return Start::not_ready;
  }
  auto statement = query->begin(*database);
  if (!statement) {
    return Start::not_ready;
  }
  const auto wait = statement->start();
  if (wait && wait->write) {
    return Start::not_ready;  // no room for a query: the server does not read
  }
  if (!wait) {
    return query->read(*statement) ? Start::done : Start::not_ready;
  }
  watch(line, wait->fd);
  line.running.emplace(Running{query, *std::move(statement), parts_.loop.turn_time()});
  return Start::under_way;
}

// False: the workers have too much to do, and nothing was taken.
bool Pool::run_on_worker(Line& line, const std::shared_ptr<Query>& query) {
  unwatch(line);
  auto work = [connection = line.connection.get(), query] { query->run(*connection); };
  return parts_.workers.submit(lifetime_.watch(), std::move(work),
                               [this, &line, query](const base::Result<void>& outcome) {
                                 if (!outcome) {
                                   query->fail(outcome.error());
                                 }
                                 worker_done(line, *query);
                               });
}

void Pool::worker_done(Line& line, Query& query) {
  put_back(line);
  serve_waiting();
  query.landed();
}

void Pool::watch(Line& line, int fd) {
  if (line.ready && line.fd == fd) {
    return;
  }
  unwatch(line);
  line.fd = fd;
  line.ready = std::make_unique<event::Readiness>(parts_.loop, fd, event::Readiness::Kind::read,
                                                  [this, &line] { socket_ready(line); });
  line.ready->enable();
}

void Pool::unwatch(Line& line) {
  if (line.ready) {
    line.ready->disable();
    unwatched_.push_back(std::move(line.ready));
    line.fd = -1;
  }
}

void Pool::socket_ready(Line& line) {
  if (line.running) {
    go_on(line, false);
  } else {  // the server says what nobody asked for: it closes the connection. The next use will notice.
    unwatch(line);
  }
}

void Pool::go_on(Line& line, bool timed_out) {
  auto wait = line.running->statement.go_on(timed_out);
  while (wait && (timed_out || wait->write)) {
    wait = line.running->statement.go_on(true);
  }
  if (wait) {
    return;
  }
  const auto query = std::move(line.running->query);
  // A server that has taken its time once is not asked again at once.
  const bool final = query->read(line.running->statement) || timed_out;
  line.running.reset();
  if (!final && run_on_worker(line, query)) {
    return;
  }
  put_back(line);
  serve_waiting();
  query->landed();
}

bool Pool::is_late(const Line& line) const {
  const auto most = limits_.patience.count() > 0
                        ? limits_.patience
                        : std::chrono::milliseconds(cluster_.options.read_timeout);
  return line.running && parts_.loop.turn_time() - line.running->begun >= most;
}

void Pool::look_around(std::chrono::seconds idle) {
  unwatched_.clear();
  std::vector<Line*> late;
  for (const auto& line : lines_) {
    if (is_late(*line)) {
      late.push_back(line.get());
    }
  }
  for (Line* line : late) {
    go_on(*line, true);
  }
  serve_waiting();  // there may be more connections than before
  close_idle(idle);
}

// Closing says goodbye to the server, which may block: a worker does it.
void Pool::close_idle(std::chrono::seconds idle) {
  while (!idle_.empty()) {
    Line& line = *idle_.front();  // unused for longest
    const bool surplus = lines_.size() > limits_.connections;
    if (!surplus && parts_.loop.turn_time() - line.idle_since < idle) {
      return;
    }
    unwatch(line);
    auto close = [closing = std::move(line.connection)]() mutable { closing.reset(); };
    static_cast<void>(parts_.workers.submit(lifetime_.watch(), std::move(close), [](auto) {}));
    idle_.erase(idle_.begin());
    drop(line);
  }
}

void Pool::drop(Line& line) {
  lines_.erase(
      std::find_if(lines_.begin(), lines_.end(), [&](const auto& one) { return one.get() == &line; }));
}

}  // namespace dovetail::sqlpool
